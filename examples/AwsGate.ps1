# The test that azure-aws.yml runs.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../artifacts/module/IoTLoad"
Start-IoTLoadTest $env:ENDPOINT -Clients 100 -Rate 100 -Duration 2m -Threshold 'lost == 0', 'roundTrip.p99 < 1s' | Export-Csv result.csv
