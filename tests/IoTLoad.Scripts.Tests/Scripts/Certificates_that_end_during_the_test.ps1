# A device certificate that ends before the test does: a warning before the start, a note afterwards.
$broker = Start-MutualTlsMosquitto 12
$result = Start-IoTLoadTest "mqtts://localhost:$($broker.Port)" -CaFile tls/ca.pem -CertificateFile tls/device-short.pem -KeyFile tls/device.key -Clients 4 -Rate 8 -Duration 18s -ChurnShare 0.5 -ChurnInterval 4s -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
Assert-Holds 'a warning before the start' ("$warnings" -match 'certificate') "$warnings"
Assert-Holds 'a note afterwards' ("$($result.Notes)" -match 'certificate') "$($result.Notes)"
