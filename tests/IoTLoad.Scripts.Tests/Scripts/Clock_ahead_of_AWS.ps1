# A session whose clock is ten minutes ahead of AWS's: requests are signed with AWS's time, and a warning says so.
$sandbox = Start-IoTLoadSandbox -Region eu-west-1
try {
    $env:FAKETIME_DONT_FAKE_MONOTONIC = '1'
    $env:SANDBOX = $sandbox | Select-Object AccessKey, SecretKey, EndpointUrl, WebSocketEndpoint, HttpEndpoint, CaFile | ConvertTo-Json -Compress
    Set-Content (Join-Path $env:WORK ahead.ps1) @'
$PSStyle.OutputRendering = 'PlainText'
Import-Module $env:MODULE
$sandbox = $env:SANDBOX | ConvertFrom-Json
$aws = @{ Region = 'eu-west-1'; AccessKey = $sandbox.AccessKey; SecretKey = $sandbox.SecretKey }
"clock $((Get-Date).ToUniversalTime().ToString('s'))"
"address $((Get-IoTLoadEndpoint @aws -EndpointUrl $sandbox.EndpointUrl).Address)"
$result = Start-IoTLoadTest $sandbox.WebSocketEndpoint -CaFile $sandbox.CaFile @aws -Clients 1 -Rate 4 -Duration 1s -WarningVariable warned
"websocket $($result.Acked) $warned"
$result = Start-IoTLoadTest $sandbox.HttpEndpoint -Protocol Http -CaFile $sandbox.CaFile @aws -Clients 1 -Rate 4 -Duration 1s -WarningVariable warned
"http $($result.Acked)"
'@
    $output = & faketime -f +10m pwsh -NoProfile -NonInteractive -File (Join-Path $env:WORK ahead.ps1) 2>&1 | Out-String
    Assert-Holds 'a device comes in by WebSocket' ($output -match '(?m)^websocket 4 ') $output
    Assert-Holds 'messages are accepted over HTTP' ($output -match '(?m)^http 4') $output
    Assert-Holds 'the offset is said' ($output -match 's ahead of AWS') $output
}
finally {
    $sandbox | Stop-IoTLoadSandbox
}
