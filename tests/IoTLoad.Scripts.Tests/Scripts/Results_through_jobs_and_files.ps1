# A result keeps its members through Start-Job and Export-Clixml, so that a gate behind them compares numbers.
$module = $env:MODULE
$result = Start-Job { Import-Module $using:module; Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'lost == 0' } | Receive-Job -Wait
Assert-Holds 'a latency through Start-Job' ($result.Ack.P99 -gt 0 -and $result.AckP99 -gt 0) "$($result.Ack) $($result.AckP99)"
Assert-Holds 'a counter through Start-Job' ($result.Counters.Acked -eq 10 -and $result.Acked -eq 10) "$($result.Counters)"
Assert-Holds 'a threshold through Start-Job' ($result.Thresholds[0].Passed -eq $true) "$($result.Thresholds)"
$own = Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'lost == 0'
$own | Export-Clixml result.xml
$read = Import-Clixml result.xml
Assert-Holds 'a latency through Clixml' ($read.RoundTrip.P99 -eq $own.RoundTrip.P99) "$($read.RoundTrip)"
Assert-Holds 'a threshold through Clixml' ($read.Thresholds[0].Passed -eq $true) "$($read.Thresholds)"
Assert-Holds 'a plan through Clixml' ($read.Plan.Stages[0].EndRate -eq $own.Plan.Stages[0].EndRate) "$($read.Plan)"
Assert-Holds 'a shard through Clixml' ($read.Shards[0].Counters.Acked -eq 10) "$($read.Shards)"
Assert-Holds 'the generator through Clixml' ($read.Generator.Cores -eq $own.Generator.Cores) "$($read.Generator)"
