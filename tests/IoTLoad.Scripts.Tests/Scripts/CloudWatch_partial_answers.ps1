# A GetMetricData reply in which single results failed: they are asked for again, or the user is told which are missing.
$sandbox = Start-IoTLoadSandbox -Region eu-west-1
$proxy = Start-AwsProxy $sandbox '--metric-error'
$null = Start-IoTLoadTest $sandbox.Endpoint -CaFile $sandbox.CaFile -CertificateFile $sandbox.CertificateFile -KeyFile $sandbox.KeyFile -Clients 2 -Rate 10 -Duration 3s
$query = @{ Source = 'CloudWatch'; From = [DateTimeOffset]::Now.AddMinutes(-5); Statistic = 'Sum' }
$aws = Get-Aws $sandbox
$whole = @(Get-IoTLoadMetrics @query @aws)
$aws = Get-Aws $sandbox $proxy
$half = @(Get-IoTLoadMetrics @query @aws -WarningVariable warnings -ErrorVariable errors -WarningAction SilentlyContinue -ErrorAction SilentlyContinue)
Assert-Holds 'the sandbox has points to read' ($whole.Count -gt 0) $whole.Count
Assert-Holds 'results that failed are read again, or named' ($half.Count -eq $whole.Count -or "$warnings $errors" -match 'InternalError') "$($half.Count) of $($whole.Count); '$warnings' '$errors'"
