# A PFX that cannot be opened: the reason, and how to convert it; a good one is never called malformed.
New-Certificates
# Without OpenSSL's legacy module RC2 cannot be read, which only a new process sees.
Set-Content open.ps1 @'
Import-Module $env:MODULE
Set-Location $env:WORK
$password = ConvertTo-SecureString secret1 -AsPlainText
foreach ($file in 'usual.pfx', 'iterated.pfx', 'rc2.pfx') {
    Start-IoTLoadTest mqtts://localhost:28883 -CaFile tls/ca.pem -PfxFile tls/$file -PfxPassword $password -Clients 1 -WhatIf 2>$null | Out-Null
    "$file|$($Error[0].FullyQualifiedErrorId)|$($Error[0])|$($Error[0].ErrorDetails.RecommendedAction)"
    $Error.Clear()
}
'@
$env:OPENSSL_MODULES = '/nonexistent'
$lines = & pwsh -NoProfile -NonInteractive -File open.ps1 2>&1 | ForEach-Object { "$_" } | Where-Object { $_ -match '^\w+\.pfx\|' }
$env:OPENSSL_MODULES = $null
Assert-Holds 'the usual file opens' ($lines[0] -match '^usual\.pfx\|\|') $lines
Assert-Holds 'too many rounds are named' ($lines[1] -notmatch 'PfxFileMalformed' -and ($lines[1] -match '^iterated\.pfx\|\|' -or $lines[1] -match 'round|iteration')) $lines
Assert-Holds 'RC2 without the legacy module is named' ($lines[2] -notmatch 'PfxFileMalformed' -and $lines[2] -match 'openssl') $lines
