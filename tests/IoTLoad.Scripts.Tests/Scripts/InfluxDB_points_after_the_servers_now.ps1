# Points whose time is after the server's now: a range with and without a window holds them all.
$influx = Start-Influx
$now = [DateTimeOffset]::Now.ToUnixTimeSeconds()
$lines = 0..29 | ForEach-Object { "iotload,test=part,shard=0,protocol=Mqtt,pattern=RoundTrip published=100i $($now - 10 + $_)000000000" }
$null = Invoke-RestMethod -Method Post "$($influx.InfluxUrl)/write?db=lt" -Body ($lines -join "`n")
foreach ($window in @{}, @{ Window = '1s' }) {
    foreach ($range in @{ Id = 'part' }, @{ From = [DateTimeOffset]::Now.AddHours(-3) }) {
        $sum = (Get-IoTLoadMetrics -Source InfluxDB -Name Published -Statistic Sum @range @window @influx | Measure-Object Value -Sum).Sum
        Assert-Holds "all 3,000 by $($range.Keys) and window '$($window.Window)'" ($sum -eq 3000) $sum
    }
}
