# A first load test: 200 devices, each subscribed to its own topic, 2,000 messages a second for 10 s, against an MQTT broker
# that the test starts and stops itself. ./build.ps1 Demo builds the module and runs this.
[CmdletBinding()]
param(
    [int] $Clients = 200,
    [double] $Rate = 2000,
    [string] $Duration = '10s'
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module IoTLoad)) {
    Import-Module "$PSScriptRoot/../artifacts/module/IoTLoad"
}

"Testing an embedded broker with $Clients devices at $Rate messages/s for $Duration."
""
$result = Start-IoTLoadTest -Clients $Clients -Rate $Rate -Duration $Duration -Name 'Quickstart' -Threshold 'lost == 0', 'roundTrip.p99 < 1s'
$result

"The figures of each second are objects too. Published messages, the first three seconds:"
$result | Get-IoTLoadMetrics -Name Published | Where-Object Value -gt 0 | Select-Object -First 3 |
    ForEach-Object { "  $($_.Timestamp.ToString('HH:mm:ss'))  $($_.Value)" }
""
"All of this test is in $($result.Folder)"
"and comes back in any session:  Get-IoTLoadTest $($result.Id) -Result"
