# Tag values are the same in every culture, lists are joined or refused, and a run's own tags cannot be replaced.
$influx = Start-Influx
$short = @{ Clients = 1; Rate = 5; Duration = '1s' }
$tags = @{ ratio = 0.5; day = [datetime]'2026-11-05T10:00:00Z' }
$null = Start-IoTLoadTest @short @influx -Name one -InfluxTag $tags
Use-GermanCulture
$null = Start-IoTLoadTest @short @influx -Name one -InfluxTag $tags
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
$series = (Invoke-RestMethod "$($influx.InfluxUrl)/query?db=lt&q=SHOW%20SERIES%20FROM%20iotload").results.series.values | ForEach-Object { "$_" }
Assert-Holds 'a fraction has a point' (-not ($series -match 'ratio=0\\?,5') -and ($series -match 'ratio=0\.5')) $series
Assert-Holds 'a date is ISO 8601' (-not ($series -match '05\.11\.2026') -and ($series -match 'day=2026-11-05T')) $series
foreach ($own in 'protocol', 'pattern', 'name', 'Shard', 'TEST') {
    $null = Start-IoTLoadTest @short @influx -InfluxTag @{ $own = 'mine' } -ErrorVariable refused -ErrorAction SilentlyContinue
    Assert-Holds "$own is refused" ($refused.Count -gt 0) 'accepted'
}
$null = Start-IoTLoadTest @short @influx -Name list -InfluxTag @{ list = 1, 2 } -ErrorVariable refused -ErrorAction SilentlyContinue
$series = (Invoke-RestMethod "$($influx.InfluxUrl)/query?db=lt&q=SHOW%20SERIES%20FROM%20iotload").results.series.values | ForEach-Object { "$_" }
Assert-Holds 'a list is joined or refused' (-not ($series -match 'System\.Object') -and ($refused.Count -gt 0 -or ($series -match 'list='))) "$refused $series"
$twice = @{ 1 = 'a' }; $twice.Add('1', 'b')
$null = Start-IoTLoadTest @short @influx -InfluxTag $twice -ErrorVariable refused -ErrorAction SilentlyContinue
Assert-Holds 'two keys that read alike get an error of ours' ($refused.Count -gt 0 -and "$refused" -notmatch 'An item with the same key') "$refused"
