# Results as rows, and tests as gates of a CI job: run in each culture, in strict mode.
Set-StrictMode -Version Latest
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'
$small = @{ Clients = 2; Rate = 20; Duration = '1s'; DrainTime = '2s' }

$culture = "$env:LC_ALL".Split('.')[0].Replace('_', '-')
Assert-Holds 'the culture is that of the row' ([cultureinfo]::CurrentCulture.Name -eq ($culture -in 'C', '' ? '' : $culture)) ([cultureinfo]::CurrentCulture)

# A flat result.
Set-Content matrix.csv 'Name,Clients,Rate,Duration,QoS,Threshold,Retain', 'first,2,20.5,2s,0,,', 'second,3,,1s,,ack.p99 < 10s;lost == 0,true'
$results = @(Import-Csv matrix.csv | Start-IoTLoadTest -DrainTime 2s)
Assert-Holds 'a row of CSV is a test, and an empty cell the default' ($results.Count -eq 2 -and $results[0].QoS -eq 0 -and $results[0].Intended -eq 41 -and
    $results[1].QoS -eq 1 -and $results[1].OfferedRate -eq 100 -and $results[1].Thresholds.Count -eq 2 -and $results[1].Plan.Traffic.Retain) $results
$results | Export-Csv results.csv
Get-IoTLoadTest | Export-Csv tests.csv
foreach ($file in 'results.csv', 'tests.csv') {
    $text = Get-Content $file -Raw
    Assert-Holds "$file holds values, and no names of types" ($text -notmatch 'System\.|IoTLoad\.|\{ ' -and @(Import-Csv $file).Count -eq 2) $text
}
Assert-Holds 'Where-Object, Sort-Object and Select-Object take a result' (@($results | Where-Object Intended -gt 50).Name -eq 'second' -and
    ($results | Sort-Object Intended -Descending | Select-Object -First 1 Name, AckP99).Name -eq 'second' -and
    @($results | Sort-Object Started | Select-Object -ExpandProperty Devices) -join ' ' -eq '2 3')
Assert-Holds 'JSON has the row, its numbers and no nested members' (($json = $results[1] | ConvertTo-Json -WarningAction Stop | ConvertFrom-Json).Acked -eq 100 -and
    $json.AckP99 -eq $results[1].AckP99 -and -not $json.PSObject.Properties['Plan'])
$wide = @(Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 3s | Get-IoTLoadMetrics -Wide)
Assert-Holds 'wide metrics are a row a second' ($wide.Count -in 3, 4 -and ($wide | Measure-Object Acked -Sum).Sum -eq 60) $wide

# Under Stop, the error comes after the result.
$slow = $small + @{ Threshold = 'ack.p99 < 1us'; ErrorAction = 'Stop' }
try { $null = Start-IoTLoadTest @slow -OutVariable kept; $category = '' } catch { $category = $_.CategoryInfo.Category }
Assert-Holds '-OutVariable has the result of a test that was too slow' ($category -eq 'LimitsExceeded' -and $kept[0].Acked -eq 20 -and -not $kept[0].Passed) $category
try { Start-IoTLoadTest @slow | Export-Csv slow.csv } catch { $category = $_.CategoryInfo.Category }
Assert-Holds 'and so has Export-Csv' ((Import-Csv slow.csv).Passed -eq 'False')
$kept = $null
try { $null = Start-IoTLoadTest @slow -OutVariable kept | Select-Object -First 1; $category = '' } catch { $category = $_.CategoryInfo.Category }
Assert-Holds 'and it survives Select-Object -First 1' ($category -eq 'LimitsExceeded' -and $kept.Count -eq 1 -and $kept[0].Acked -eq 20) $kept
$dead = Get-FreePort
try { Start-IoTLoadTest "127.0.0.1:$dead" @small -ErrorAction Stop; $category = '' } catch { $category = $_.CategoryInfo.Category }
Assert-Holds 'a test that could not run has another category' ($category -eq 'ConnectionError') $category
$quiet = Start-IoTLoadTest "127.0.0.1:$dead" @small -ErrorAction SilentlyContinue -ErrorVariable faults 2>&1
Assert-Holds 'a dead broker honours SilentlyContinue' ($null -eq ($quiet | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) -and $faults) $quiet
$both = @(@{ Endpoint = "127.0.0.1:$dead" }, @{ Name = 'next' } | ForEach-Object { [pscustomobject]$_ } | Start-IoTLoadTest @small -ErrorAction SilentlyContinue)
Assert-Holds 'and the next row of a matrix runs' ($both.Count -eq 1 -and $both[0].Name -eq 'next') $both
$running = Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 60s -NoWait
$running | Stop-IoTLoadTest
$stopped = $running | Wait-IoTLoadTest -ErrorAction SilentlyContinue -ErrorVariable faults
Assert-Holds 'a stopped test has not passed, and says so' (-not $stopped.Passed -and $stopped.Outcome -eq 'Stopped' -and
    $faults[0].CategoryInfo.Category -eq 'OperationStopped') "$($stopped.Passed) $faults"

# Exit codes of docs/results.md, and a line every 10 s where nobody sees a progress bar.
$step = @'
param($Endpoint, $Duration, $Threshold)
Import-Module $env:MODULE
try { Start-IoTLoadTest @Endpoint -Clients 2 -Rate 20 -Duration $Duration -Threshold $Threshold -OutVariable result -ErrorAction Stop | Out-Null }
catch {
    switch ($_.CategoryInfo.Category) {
        'LimitsExceeded' { exit 1 }
        'OperationStopped' { exit 3 }
        default { exit 2 }
    }
}
'@
Set-Content step.ps1 $step
$env:CI = 'true'
foreach ($row in @('', '11s', 'lost == 0', 0), @('', '1s', 'ack.p99 < 1us', 1), @("127.0.0.1:$dead", '1s', 'lost == 0', 2)) {
    $endpoint, $duration, $threshold, $code = $row
    $written = @(& pwsh -NoProfile -NonInteractive -Command "./step.ps1 @($($endpoint ? "'$endpoint'" : '')) '$duration' '$threshold'; exit `$LASTEXITCODE" 2>&1)
    Assert-Holds "exit code $code for '$threshold'" ($LASTEXITCODE -eq $code) "$LASTEXITCODE $written"
    if ($duration -eq '11s') { Assert-Holds 'a line after 10 s' (@($written -match 'Publishing|Running|/s').Count -ge 1) $written }
}
$env:CI = ''
