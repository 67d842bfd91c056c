# AWS shows a function that nobody used for weeks as Inactive: that is no drift, a test starts it, and it can be published.
$null = New-Item -ItemType Directory zip
Set-Content zip/bootstrap "#!/bin/sh`nsleep 1"
& python3 -c "import zipfile; z=zipfile.ZipFile('f.zip','w'); i=zipfile.ZipInfo('bootstrap'); i.external_attr=0o755<<16; z.writestr(i,'#!/bin/sh\nsleep 1\n')"
$sandbox = Start-IoTLoadSandbox -Region eu-west-1
$aws = Get-Aws $sandbox
$function = @{ FunctionName = 'idle'; Architecture = 'x86_64'; ZipFile = './f.zip' }
$null = Publish-IoTLoadFunction @function @aws
$aws = Get-Aws $sandbox (Start-AwsProxy $sandbox '--idle')
$drift = @((Get-IoTLoadFunction idle @aws).Drift)
Assert-Holds 'an idle function is no drift' (-not ($drift | Where-Object { "$($_.State) $($_.Detail)" -match 'Inactive|Idle' })) ($drift | Format-List | Out-String)
$null = Start-IoTLoadTest AwsIoTCore -Function idle -Workers 1 -Clients 1 -Rate 1 -Duration 2s -CaFile $sandbox.CaFile @aws -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
Assert-Holds 'a test starts an idle function' ("$errors" -notmatch 'Inactive|Active') "$errors"
$null = Publish-IoTLoadFunction @function @aws -ErrorVariable errors -ErrorAction SilentlyContinue
Assert-Holds 'an idle function can be published' ($errors.Count -eq 0) "$errors"
