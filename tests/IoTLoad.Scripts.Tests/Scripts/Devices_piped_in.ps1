# Devices that are piped in make one test with a certificate each, or the user is told before a second test starts.
$sandbox = Start-IoTLoadSandbox -Region eu-west-1
$devices = $sandbox | New-IoTLoadDevice -Count 3
$tests = @($devices | Start-IoTLoadTest $sandbox.Endpoint -CaFile $sandbox.CaFile -Rate 6 -Duration 1s -WarningVariable warnings -ErrorVariable errors -ErrorAction SilentlyContinue)
Assert-Holds 'three devices are one test' ($tests.Count -eq 1 -or "$warnings $errors" -match 'device|certificate') "$($tests.Count) tests, '$warnings', '$errors'"
$sandbox | Remove-IoTLoadDevice -NamePrefix iotload -Confirm:$false
