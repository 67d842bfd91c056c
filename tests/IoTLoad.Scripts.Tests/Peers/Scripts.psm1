# What the scripts in Scripts/ share: peers on free loopback ports, and Assert-Holds. The test sets WORK (a fresh folder) and MODULE.
$ErrorActionPreference = 'Continue'
$script:started = [System.Collections.Generic.List[System.Diagnostics.Process]]::new()

function Get-FreePort {
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    try { $listener.LocalEndpoint.Port } finally { $listener.Stop() }
}

# Starts a program that serves on a port, and waits until it listens. Its output goes to <name>.log.
function Start-Peer([string] $Name, [int] $Port, [string] $Program, [string[]] $Arguments, [string] $Address = '127.0.0.1') {
    $log = Join-Path $env:WORK "$Name.log"
    $process = Start-Process $Program $Arguments -PassThru -RedirectStandardOutput $log -RedirectStandardError "$log.err"
    $script:started.Add($process)
    for ($i = 0; $i -lt 300; $i++) {
        $probe = [System.Net.Sockets.TcpClient]::new()
        try { $probe.Connect($Address, $Port); return [pscustomobject]@{ Port = $Port; Log = $log; Process = $process } } catch { Start-Sleep -Milliseconds 100 } finally { $probe.Dispose() }
        if ($process.HasExited) { throw "$Program ended at once: $(Get-Content $log, "$log.err" -Raw)" }
    }
    throw "$Program does not listen on port $Port."
}

function Start-Python([string] $Name, [int] $Port, [string] $Script, [string[]] $Arguments) {
    Start-Peer $Name $Port python3 (@((Join-Path $PSScriptRoot $Script)) + $Arguments)
}

# mosquitto with a plain and a WebSocket listener, or with other lines in place of these.
function Start-Mosquitto([string] $Name = 'mosquitto', [string[]] $Lines, [int] $Port, [string] $Address = '127.0.0.1') {
    if (-not $Port) { $Port = Get-FreePort }
    $webSocket = Get-FreePort
    if (-not $Lines) { $Lines = "listener $Port $Address", "listener $webSocket $Address", 'protocol websockets' }
    $configuration = Join-Path $env:WORK "$Name.conf"
    Set-Content $configuration (@("user $([Environment]::UserName)", 'allow_anonymous true', 'persistence false', 'sys_interval 1') + $Lines)
    Start-Peer $Name $Port mosquitto '-c', $configuration -Address $Address | Add-Member WebSocketPort $webSocket -PassThru
}

# mosquitto with TLS and client certificates; makes the certificates, device-short.pem among them, into tls/.
function Start-MutualTlsMosquitto([int] $Seconds = 45) {
    New-Certificates $Seconds
    $port = Get-FreePort
    Start-Mosquitto tls -Port $port -Lines "listener $port 127.0.0.1", "cafile $env:WORK/tls/ca.pem", "certfile $env:WORK/tls/server.pem",
        "keyfile $env:WORK/tls/server.key", 'require_certificate true'
}

function New-Certificates([int] $Seconds = 45) {
    $output = & sh (Join-Path $PSScriptRoot certificates.sh) (Join-Path $env:WORK tls) $Seconds 2>&1
    if ($LASTEXITCODE) { throw "certificates.sh: $output" }
}

# influxd with the database lt; returns what Start-IoTLoadTest and Get-IoTLoadMetrics need.
function Start-Influx {
    $http = Get-FreePort
    $rpc = Get-FreePort
    $folder = Join-Path $env:WORK influx
    Set-Content "$folder.conf" @"
reporting-disabled = true
bind-address = "127.0.0.1:$rpc"
[meta]
dir = "$folder/meta"
[data]
dir = "$folder/data"
wal-dir = "$folder/wal"
[http]
bind-address = "127.0.0.1:$http"
"@
    $null = Start-Peer influxd $http influxd '-config', "$folder.conf"
    $url = "http://127.0.0.1:$http"
    $null = Invoke-RestMethod -Method Post "$url/query" -Body @{ q = 'CREATE DATABASE lt' }
    @{ InfluxUrl = $url; InfluxDatabase = 'lt' }
}

# Credentials and endpoint of a sandbox, for cmdlets that speak to AWS.
function Get-Aws($Sandbox, [string] $EndpointUrl = $Sandbox.EndpointUrl) {
    @{ Region = $Sandbox.Region; AccessKey = $Sandbox.AccessKey; SecretKey = $Sandbox.SecretKey; EndpointUrl = $EndpointUrl }
}

# Starts the proxy that stands before the sandbox's services and answers as AWS sometimes does.
function Start-AwsProxy($Sandbox, [string[]] $Arguments) {
    $port = Get-FreePort
    $null = Start-Python "proxy$port" $port aws_proxy.py (@('--to', ([uri]$Sandbox.EndpointUrl).Authority, '--listen', $port) + $Arguments)
    "http://127.0.0.1:$port"
}

# Germany's separators and dates for this thread; the runtime of the tests may have no culture data.
function Use-GermanCulture {
    $culture = [cultureinfo]::InvariantCulture.Clone()
    $culture.NumberFormat.NumberDecimalSeparator = ','
    $culture.NumberFormat.NumberGroupSeparator = '.'
    $culture.DateTimeFormat.ShortDatePattern = 'dd.MM.yyyy'
    $culture.DateTimeFormat.DateSeparator = '.'
    [cultureinfo]::CurrentCulture = $culture
}

# States what must hold; the script goes on, and the test fails with all that did not.
function Assert-Holds([string] $Statement, [bool] $Condition, $Actual) {
    if ($Condition) { "holds: $Statement" } else { "BROKEN: $Statement; it was: $($Actual | Out-String -Width 4000)" }
}

# Returns what /etc/hosts holds, which is put back at the end.
function Save-HostsFile {
    $script:hosts = [System.IO.File]::ReadAllText('/etc/hosts')
    $script:hosts
}

# When PowerShell ends, whatever ended it: a try with a finally around a script would change how its errors act.
$null = Register-EngineEvent PowerShell.Exiting -Action {
    & (Get-Module Scripts) {
        if ($script:hosts) { [System.IO.File]::WriteAllText('/etc/hosts', $script:hosts) }
        Get-IoTLoadSandbox -ErrorAction SilentlyContinue | Stop-IoTLoadSandbox
        foreach ($process in $script:started) { if (-not $process.HasExited) { $process.Kill() } }
    }
}

Import-Module $env:MODULE -Global
$env:IOTLOAD_HOME = Join-Path $env:WORK home
Set-Location $env:WORK
Export-ModuleMember -Function *
