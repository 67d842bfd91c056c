# A first load test: 200 devices, each subscribed to its own topic, 2,000 messages a second for 10 s, against an MQTT broker
# that the test starts and stops itself. Works in pwsh and in IoTLoad.Shell alike:
#
#   pwsh -File examples/Quickstart.ps1
#   dotnet run --project src/IoTLoad.Shell -- -File examples/Quickstart.ps1
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
$result | Get-IoTLoadMetrics -Name Published | Where-Object Value -gt 0 | ForEach-Object { "  $($_.Timestamp.ToString('HH:mm:ss'))  $($_.Value)" } |
    ForEach-Object { $shown++; if ($shown -le 3) { $_ } }
""
"All of this test is in $($result.Folder)"
"and comes back in any session:  Get-IoTLoadTest $($result.Id) -Result"
