# Encrypted private keys in the forms that people have them: each gets its own reason, and advice with parameters that exist.
New-Certificates
$password = ConvertTo-SecureString secret1 -AsPlainText
$texts = @{}
foreach ($file in 'device-pbes2.key', 'device-ec-old.key', 'device-scrypt.key') {
    $Error.Clear()
    $null = Start-IoTLoadTest mqtts://localhost:28883 -CaFile tls/ca.pem -CertificateFile tls/device.pem -KeyFile tls/$file -PfxPassword $password -Clients 1 -WhatIf 2>$null
    $texts[$file] = "$($Error[0].FullyQualifiedErrorId)|$($Error[0])|$($Error[0].ErrorDetails.RecommendedAction)"
}
$parameters = (Get-Command Start-IoTLoadTest).Parameters.Keys
foreach ($file in $texts.Keys) {
    $named = [regex]::Matches($texts[$file], '(?<= |^|\|)-([A-Z]\w+)').ForEach({ $_.Groups[1].Value })
    Assert-Holds "the advice for $file names parameters that exist" (-not ($named | Where-Object { $_ -notin $parameters })) $texts[$file]
}
Assert-Holds 'an old-style EC key is called that' ($texts['device-ec-old.key'] -notmatch 'no private key' -and $texts['device-ec-old.key'] -match 'openssl') $texts['device-ec-old.key']
Assert-Holds 'a scrypt key is no wrong password' ($texts['device-scrypt.key'] -notmatch 'KeyPasswordWrong') $texts['device-scrypt.key']
