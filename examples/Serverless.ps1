# A whole serverless load test, rehearsed on this machine: a sandbox in place of AWS, the function deployed into it, the plan
# run by 20 functions, started by invocations and then by trigger messages, IoT Core's own figures read, everything removed.
# Against AWS itself, it is the same without the sandbox: leave out what is in $aws.
#
# ./build.ps1 Rehearse builds the module with the sandbox and the function, and runs this.
[CmdletBinding()]
param(
    # Each trigger message starts a function for each of the 5 rules.
    [ValidateScript({ $_ % 5 -eq 0 }, ErrorMessage = '-Workers must be a multiple of 5, because 5 rules start functions.')]
    [int] $Workers = 20,
    [int] $Clients = 1000,
    [double] $Rate = 5000,
    [string] $Duration = '60s',
    [double] $ConnectRate = 60,
    [string] $StartDelay = '20s',
    [string] $ZipFile
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module IoTLoad)) {
    Import-Module "$PSScriptRoot/../artifacts/module/IoTLoad"
}

$architecture = if ([Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'Arm64') { 'arm64' } else { 'x86_64' }
$zip = if ($ZipFile) { @{ ZipFile = $ZipFile } } else { @{} }
$sandbox = Start-IoTLoadSandbox -Region eu-west-1
try {
    $aws = @{
        EndpointUrl = $sandbox.EndpointUrl
        Region      = $sandbox.Region
        AccessKey   = $sandbox.AccessKey
        SecretKey   = $sandbox.SecretKey
    }
    "Deploying the function, with 5 trigger rules."
    Publish-IoTLoadFunction -FunctionName rehearsal -Architecture $architecture -TriggerRules 5 @zip @aws | Out-Null

    foreach ($trigger in 'Invoke', 'Rule') {
        ""
        "$Workers functions with $Clients devices at $Rate messages/s for $Duration, started by: $trigger"
        $test = @{
            Endpoint    = 'AwsIoTCore'
            CaFile      = $sandbox.CaFile
            Function    = 'rehearsal'
            Workers     = $Workers
            Trigger     = $trigger
            StartDelay  = $StartDelay
            Clients     = $Clients
            ConnectRate = $ConnectRate
            Rate        = $Rate
            Duration    = $Duration
            Threshold   = 'missed == 0', 'lost == 0'
        }
        Start-IoTLoadTest @test @aws -WarningAction Ignore
    }

    "What IoT Core and Lambda counted, over both tests:"
    Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-15)) -WarningAction Ignore -Statistic Sum @aws |
        ForEach-Object { $sum = @{} } { $sum[$_.Name] += $_.Value } { $sum.Keys } | ForEach-Object { "  $_ $($sum[$_])" }

    ""
    "Removing everything:"
    Remove-IoTLoadFunction -FunctionName rehearsal @aws | ForEach-Object { "  $($_.Kind) $($_.Name)" }
    $left = @(Get-IoTLoadFunction @aws).Count + @(Get-IoTLoadDevice @aws).Count
    "Left: $left"
}
finally {
    $sandbox | Stop-IoTLoadSandbox
}
