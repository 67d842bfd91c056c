# What is displayed: at several widths, after another table, and of objects that came from another session.
Set-StrictMode -Version Latest
$ProgressPreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'
$PSStyle.OutputRendering = 'PlainText'
$result = Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s -Name view
$stored = Get-IoTLoadTest $result.Id
function Get-Display([scriptblock] $Script, [int] $Width = 120) { & $Script | Out-String -Width $Width }

$table = Get-Display { $result | Format-Table }
Assert-Holds 'Format-Table shows a row' ($table -match 'Outcome +Passed' -and $table -match "$($result.Id) +Completed +True") $table
$table = Get-Display { $result | Format-Table Id, AckP99 }
Assert-Holds 'Format-Table takes columns' ($table -match 'Id +AckP99' -and $table -notmatch 'PASSED') $table
$list = Get-Display { $result | Format-List }
Assert-Holds 'Format-List shows a short list' ($list -match 'AckP99 +:' -and $list -notmatch 'ScheduleLagP50' -and @($list.Trim() -split '\n').Count -lt 40) $list
Assert-Holds 'Format-List * shows all' ((Get-Display { $result | Format-List * }) -match 'ScheduleLagP50')
$alone = Get-Display { $result }
Assert-Holds 'alone, the result is a report' ($alone -match 'PASSED +test' -and $alone -match 'roundTrip') $alone
$after = Get-Display { Get-Item $env:WORK; $result.Thresholds[0]; $stored; $result.Plan }
Assert-Holds 'after a table of another type, each object is a short list' ($after -match 'Expression' -and $after -match 'State +:' -and
    $after -notmatch 'TlsPlan' -and $after -notmatch '\{ ') $after
foreach ($width in 80, 120, 200) {
    foreach ($script in { $result }, { $result | Format-Table }, { $stored }, { $result.Thresholds }, { $result.Shards }, { $result.Ack },
        { $result.Counters }, { $result.Generator }, { $result.Plan }, { $result.Plan.Stages }, { $result | Get-IoTLoadMetrics }, { $result | Get-IoTLoadMetrics -Distribution }) {
        $text = Get-Display $script $width
        $widest = ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum
        Assert-Holds "$script has no column of one letter in $width columns" ($text -notmatch '(?m)^ {20,}\w\s*$') $text
        Assert-Holds "$script fits in $width columns and is a table or the report" ($widest -le $width -and ($text -match '(?m)^ *-+ +-+' -or $text -match 'PASSED')) $text
    }
    foreach ($first in { Get-Item $env:WORK }, { Get-Process -Id $PID }, { $stored }, { $result.Thresholds }) {
        $text = Get-Display { & $first; $result } $width
        $lines = $text -split '\r?\n'
        Assert-Holds "after $first the result is its report, in $width columns" (@($lines -match 'Report : PASSED  test').Count -eq 1 -and
            @($lines -match '^ +roundTrip +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +20$').Count -eq 1 -and $text -notmatch 'AckP99' -and
            ($lines | Select-Object -Skip ([array]::IndexOf($lines, ($lines -match 'Report :')[0])) | Measure-Object Length -Maximum).Maximum -le $width) $text
    }
}

$result | Export-Clixml result.xml
$stored | Export-Clixml stored.xml
$job = Start-Job { Import-Module $using:env:MODULE; Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s -Name job -ProgressAction Ignore } | Receive-Job -Wait -AutoRemoveJob
foreach ($each in (Import-Clixml result.xml), $job) {
    $text = Get-Display { $each }
    Assert-Holds 'a result of another session is a row of a table' ($text -match 'Outcome +Passed' -and $text -match "$($each.Id) +Completed +True") $text
    $text = Get-Display { Get-Item $env:WORK; $each }
    Assert-Holds 'after another table it is a short list' ($text -match 'AckP99 +:' -and $text -notmatch 'LatencySummary' -and $text -notmatch 'ScheduleLagP50') $text
    Assert-Holds 'and its text is ID and name' ("$each" -match '^\d{8}-\d{6}-\w{4} \((view|job)\)$') "$each"
    Assert-Holds 'and what is nested is there' ($each.Counters.Acked -eq 20 -and $each.Plan.Devices.Count -eq 2 -and $each.Thresholds[0].Passed -and $each.Shards[0].Counters.Acked -eq 20) $each
    Assert-Holds 'and so are its thresholds as a table' ((Get-Display { $each.Thresholds }) -match 'Passed +Actual +Expression')
}
$back = Import-Clixml stored.xml
Assert-Holds 'a stored test of another session is a table' ((Get-Display { $back }) -match 'State +Passed +Started' -and $back.Plan.Devices.Count -eq 2) (Get-Display { $back })
Assert-Holds 'texts are short' ("$stored" -eq "$($stored.Id) (view)" -and "$($result.Ack)" -match '^p50 ' -and "$($result.Counters)".Length -lt 100 -and
    "$($result.Thresholds[0])" -match '^missed == 0' -and "$($result.Plan.Stages[0])" -eq '1s:20' -and "$($result.Shards[0])" -eq 'shard 0: Completed') "$stored $($result.Ack) $($result.Counters) $($result.Thresholds)"

# Every type that a cmdlet returns has a view, in this session and when it comes from another.
$views = (Get-FormatData -TypeName IoTLoad.*, Deserialized.IoTLoad.* -PowerShellVersion $PSVersionTable.PSVersion).TypeNames
$types = (Get-Command -Module IoTLoad).OutputType.Name | Sort-Object -Unique | Where-Object { $_ -like 'IoTLoad.*' }
$without = @($types | Where-Object { $views -notcontains $_ -or ($_ -notlike '*TestResult' -and $views -notcontains "Deserialized.$_") })
Assert-Holds 'every output type has a view' ($types.Count -gt 8 -and $without.Count -eq 0) $without
$without = @($types | Where-Object { -not ($data = Get-TypeData $_) -or -not $data.DefaultDisplayPropertySet })
Assert-Holds 'every output type has a default property set' ($without.Count -eq 0) $without

# A failed test's error is short.
$null = Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s -Threshold 'ack.p99 < 1us' -ErrorVariable faults -ErrorAction SilentlyContinue
Assert-Holds 'CategoryInfo holds the ID' ("$($faults[0].CategoryInfo)" -match '^LimitsExceeded: \(\d{8}-\d{6}-\w{4}:String\)' -and "$($faults[0].CategoryInfo)".Length -lt 120) $faults[0].CategoryInfo

# The CSV of a result and of its metrics, number by number.
function Get-Number([string] $Text) { [double]::Parse($Text, [cultureinfo]::InvariantCulture) }
function Test-Row($Row, $Object) {
    foreach ($property in $Object.PSObject.Properties) {
        $text = $Row.($property.Name)
        $value = if ($null -eq $property.Value) { $null } else { $property.Value.PSObject.BaseObject }
        $same = switch ($value) {
            { $null -eq $_ } { $text -eq ''; break }
            { $_ -is [double] -or $_ -is [long] -or $_ -is [int] } { (Get-Number $text) -eq $_; break }
            { $_ -is [datetimeoffset] } { $text -ceq $_.UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [cultureinfo]::InvariantCulture); break }
            default { $text -eq "$_" }
        }
        if (-not $same) { "$($property.Name)='$text' for $value" }
    }
}
$result | Export-Csv result.csv
$points = @($result | Get-IoTLoadMetrics)
$points | Export-Csv points.csv
$wide = @($result | Get-IoTLoadMetrics -Wide)
$wide | Export-Csv wide.csv
Assert-Holds 'a result comes back from CSV' (-not (Test-Row (Import-Csv result.csv) $result)) (Test-Row (Import-Csv result.csv) $result)
foreach ($pair in @{ Objects = $points; File = "points.csv" }, @{ Objects = $wide; File = "wide.csv" }) {
    $objects, $file = $pair.Objects, $pair.File
    $rows = @(Import-Csv $file)
    $wrong = @(for ($i = 0; $i -lt $objects.Count; $i++) { Test-Row $rows[$i] $objects[$i] })
    Assert-Holds "$file comes back number by number" ($rows.Count -eq $objects.Count -and $wrong.Count -eq 0) $wrong
}
