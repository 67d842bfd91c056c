# A proxy of the environment that does not answer: errors name it, and not only the server behind it. Loopback is in NO_PROXY.
$proxy = "127.0.0.1:$(Get-FreePort)"
foreach ($name in 'http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY') { Set-Item "env:$name" "http://user:hidden@$proxy" }
$env:NO_PROXY = $env:no_proxy = 'localhost,127.0.0.1'
$aws = @{ Region = 'eu-west-1'; AccessKey = 'AKIAEXAMPLE'; SecretKey = 'secret' }

$null = Test-IoTLoadInfluxDB -InfluxUrl http://influx.example:8086 -InfluxDatabase load -ErrorVariable errors -ErrorAction SilentlyContinue
Assert-Holds 'InfluxDB behind a proxy' ("$errors" -match "$proxy is a proxy of the environment" -and "$errors" -notmatch 'hidden') "$errors"
$null = Get-IoTLoadEndpoint @aws -ErrorVariable errors -ErrorAction SilentlyContinue
Assert-Holds 'AWS behind a proxy' ("$errors" -match "$proxy is a proxy of the environment" -and "$errors" -notmatch 'hidden') "$errors"
$null = Start-IoTLoadTest -Rate 4 -Clients 1 -Duration 1s -OtlpEndpoint http://collector.example:4318 -ErrorVariable errors -ErrorAction SilentlyContinue
Assert-Holds 'a collector behind a proxy' ("$errors" -match "$proxy is a proxy of the environment" -and "$errors" -notmatch 'hidden') "$errors"

$sandbox = Start-IoTLoadSandbox -Region eu-west-1
$aws = Get-Aws $sandbox
$result = Start-IoTLoadTest $sandbox.HttpEndpoint -Protocol Http -CaFile $sandbox.CaFile @aws -Rate 4 -Clients 1 -Duration 1s
Assert-Holds 'loopback is reached without it' ($result.Acked -eq 4) "$($Error[0])"
$sandbox | Stop-IoTLoadSandbox
