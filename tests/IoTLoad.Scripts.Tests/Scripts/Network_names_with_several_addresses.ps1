# A name with two addresses: devices are spread over both. A name that moves: devices come back at the new address.
# Needs the right to write /etc/hosts, which is put back at the end.
if (-not (Get-Command id -ErrorAction Ignore) -or (& id -u) -ne '0') { 'holds: skipped, not root'; return }
$hosts = Save-HostsFile
$port = Get-FreePort
[System.IO.File]::WriteAllText('/etc/hosts', "$hosts`n127.0.0.1 fleet.test`n127.0.0.2 fleet.test`n")
$first = Start-Mosquitto first -Port $port -Address 127.0.0.1 -Lines "listener $port 127.0.0.1"
$null = Start-Mosquitto second -Port $port -Address 127.0.0.2 -Lines "listener $port 127.0.0.2"
$plan = @{ Endpoint = "mqtt://fleet.test:$port"; Clients = 20; Rate = 20; ChurnShare = 0.2; ChurnInterval = '5s' }
$running = Start-IoTLoadTest @plan -Duration 4s -NoWait
Start-Sleep 3
$peers = & ss -Htn state established "( dport = :$port )" | ForEach-Object { ($_ -split '\s+')[3] } | Group-Object -NoElement
$result = $running | Wait-IoTLoadTest
Assert-Holds 'both addresses are used, or a note says that one took all' ($peers.Count -eq 2 -or "$($result.Notes)" -match 'address') "$($peers | Out-String) $($result.Notes)"
[System.IO.File]::WriteAllText('/etc/hosts', "$hosts`n127.0.0.1 fleet.test`n")
$running = Start-IoTLoadTest @plan -Duration 12s -NoWait
Start-Sleep 3
[System.IO.File]::WriteAllText('/etc/hosts', "$hosts`n127.0.0.2 fleet.test`n")
$first.Process.Kill()
$result = $running | Wait-IoTLoadTest -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
Assert-Holds 'devices come back at the new address' ($result.Counters.Published -ge 0.95 * $result.Counters.Intended) "published $($result.Counters.Published) of $($result.Counters.Intended), connect failed $($result.Counters.ConnectFailed), notes $($result.Notes)"
