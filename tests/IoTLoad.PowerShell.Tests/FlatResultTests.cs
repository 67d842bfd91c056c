using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>
/// Results in a pipeline, in real pwsh with strict mode, in the invariant culture and in one that writes 1,5 and 31.12.2026.
/// </summary>
[Collection(nameof(InPwsh))]
public sealed class FlatResultTests
{
    private const string German = """
        $c = [cultureinfo]::InvariantCulture.Clone()
        $c.NumberFormat.NumberDecimalSeparator = ','; $c.NumberFormat.NumberGroupSeparator = '.'
        $c.DateTimeFormat.ShortDatePattern = 'dd.MM.yyyy'; $c.DateTimeFormat.DateSeparator = '.'; [cultureinfo]::CurrentCulture = $c
        """;

    private static readonly string Import =
        $"{InPwsh.Quiet}Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'; Import-Module '{TestEnvironment.Module}'\n";

    [Theory]
    [InlineData("")]
    [InlineData(German)]
    public async Task A_result_and_its_metrics_come_back_from_CSV_number_by_number(string culture)
    {
        var output = await Lines(culture, """
            $invariant = [cultureinfo]::InvariantCulture
            $r = Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 2s -Name csv
            $r | Export-Csv "$env:IOTLOAD_HOME/r.csv"
            $row = Import-Csv "$env:IOTLOAD_HOME/r.csv"
            $wrong = foreach ($p in $r.PSObject.Properties) {
                $text = $row.$($p.Name)
                $same = switch ($p.Value) {
                    { $null -eq $_ } { $text -eq ''; break }
                    { $_ -is [double] -or $_ -is [long] -or $_ -is [int] } { [double]::Parse($text, $invariant) -eq $_; break }
                    { $_ -is [datetimeoffset] } { $text -ceq $_.UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ss.fffZ', $invariant); break }
                    default { $text -eq "$_" }
                }
                if (-not $same) { "$($p.Name)='$text'" }
            }
            "wrong: $wrong"
            "nested columns: $(@('Counters', 'Ack', 'Plan', 'Thresholds' | Where-Object { $row.PSObject.Properties[$_] }).Count)"
            "duration $($row.DurationSeconds) acked $($row.Acked) outcome $($row.Outcome) passed $($row.Passed)"
            $points = $r | Get-IoTLoadMetrics
            $points | Export-Csv "$env:IOTLOAD_HOME/m.csv"
            $back = Import-Csv "$env:IOTLOAD_HOME/m.csv"
            $other = @(0..($points.Count - 1) | Where-Object { [double]::Parse($back[$_].Value, $invariant) -ne $points[$_].Value })
            "points $($back.Count -eq $points.Count) $($other.Count)"
            "times $(@($back | Where-Object Timestamp -cnotmatch '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$').Count)"
            Get-IoTLoadTest $r.Id | ConvertTo-Csv | Select-Object -Last 1 |
                ForEach-Object { "list $($_ -match '"50"') $($_ -match '\d,\d')" }
            "format $('{0:N1}' -f $r.DurationSeconds)"
            """);

        Assert.Equal(
            ["wrong: ", "nested columns: 0", "duration 2 acked 100 outcome Completed passed True", "points True 0", "times 0",
                "list True False",
                culture.Length == 0 ? "format 2.0" : "format 2,0"],
            output);
    }

    [Fact]
    public async Task What_is_nested_is_reached_by_name_and_survives_a_job_and_a_file()
    {
        var output = await Lines("", $$"""
            $r = Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Name job
            "$($r.Thresholds[1].GetType().Name)"
            $job = Start-Job { Import-Module '{{TestEnvironment.Module}}'; Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Name job } |
                Receive-Job -Wait
            $r | Export-Clixml "$env:IOTLOAD_HOME/r.xml"
            foreach ($each in $r, $job, (Import-Clixml "$env:IOTLOAD_HOME/r.xml")) {
                "$($each.Acked) $($each.Counters.Acked) $($each.Ack.P99 -eq $each.AckP99) $($each.Thresholds[0].Passed) " +
                    "$($each.Shards[0].Counters.Acked) $($each.Plan.Stages[0].EndRate)"
            }
            "$($job | Out-String)" -match 'AckP99'
            "$r" -eq "$($r.Id) (job)"
            ($r | ConvertTo-Json -WarningAction Stop | ConvertFrom-Json).Acked
            ($r | Where-Object Acked -lt 11 | Sort-Object AckP99 | Select-Object Id, AckP99).Id -eq $r.Id
            """);

        const string Counts = "10 10 True True 10 10";
        Assert.Equal(["ThresholdResult", Counts, Counts, Counts, "True", "True", "10", "True"], output);
    }

    [Fact]
    public async Task Wide_metrics_are_a_row_a_second_with_the_same_columns()
    {
        var output = await Lines(German, """
            $r = Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 2s
            $rows = @($r | Get-IoTLoadMetrics -Wide)
            ($rows | Measure-Object Published -Sum).Sum
            @($rows.Timestamp | Sort-Object -Unique).Count -eq $rows.Count
            @($rows | ForEach-Object { $_.PSObject.Properties.Name -join ',' } | Sort-Object -Unique).Count
            @('AckP99', 'AckP999', 'AckCount', 'Online', 'RoundTripMax' | Where-Object { $rows[0].PSObject.Properties[$_] }).Count
            ($rows | ConvertTo-Csv) -join '' -match '"\d+,\d+"'
            """);

        Assert.Equal(["100", "True", "1", "5", "False"], output);
    }

    [Theory]
    [InlineData("")]
    [InlineData(German)]
    public async Task A_CSV_file_runs_a_test_for_each_row_and_an_empty_cell_means_the_default(string culture)
    {
        var output = await Lines(culture, """
            'Name,Clients,Rate,Duration,QoS,Threshold', 'one,3,10.5,2s,,"missed == 0; lost == 0"', 'two,,10,1s,0,', 'three,2,1k,1s,,' |
                Set-Content "$env:IOTLOAD_HOME/matrix.csv"
            Import-Csv "$env:IOTLOAD_HOME/matrix.csv" | Start-IoTLoadTest -DrainTime 5s |
                ForEach-Object {
                    "$($_.Name) $($_.Devices) $($_.Plan.Stages[0].EndRate.ToString([cultureinfo]::InvariantCulture)) $($_.QoS) " +
                        "$($_.Plan.Thresholds.Count) $($_.Plan.DrainTime.TotalSeconds)"
                }
            """);

        Assert.Equal(["one 3 10.5 1 2 5", "two 100 10 0 0 5", "three 2 1000 1 0 5"], output);
    }

    [Theory]
    [InlineData("")]
    [InlineData(German)]
    public async Task Numbers_and_times_that_are_text_mean_the_same_or_are_refused(string culture)
    {
        var output = await Lines(culture, """
            (Start-IoTLoadTest -Clients '2' -Rate '2.5' -Duration 2s).OfferedRate -eq 2.5
            foreach ($rate in '2,5', '1.000,5', 'fast') {
                try { Start-IoTLoadTest -Rate $rate } catch { $_.FullyQualifiedErrorId + ' ' + ($_ -match 'Write it with a point') }
            }
            foreach ($from in '05.11.2026', '11/05/2026') {
                try { Get-IoTLoadMetrics -Source CloudWatch -From $from } catch { $_.FullyQualifiedErrorId + ' ' + ($_ -match '2026-11-29') }
            }
            """);

        Assert.Equal(
            ["True", .. Enumerable.Repeat("ParameterArgumentTransformationError,IoTLoad.PowerShell.Commands.StartIoTLoadTestCommand True",
                3),
                .. Enumerable.Repeat("ParameterArgumentTransformationError,IoTLoad.PowerShell.Commands.GetIoTLoadMetricsCommand True", 2)],
            output);
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'ack.p99 < 1us' | Select-Object -First 1 Id, Passed")]
    [InlineData("Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'ack.p99 < 1us' -OutVariable kept")]
    [InlineData("$id = (Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -NoWait -Threshold 'ack.p99 < 1us').Id; "
        + "Wait-IoTLoadTest $id | Select-Object -First 1")]
    public async Task A_test_that_is_too_slow_ends_a_script_that_stops_at_errors(string script)
    {
        using var pwsh = Pwsh.Start($"{Import}try {{ {script}; 'the step goes on' }} finally {{ if (Test-Path variable:kept) {{ "
            + $"\"kept $($kept[0].Acked)\" }} }}", InPwsh.Store);

        var (output, errors, exitCode) = await pwsh.WaitAsync();

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("the step goes on", output, StringComparison.Ordinal);
        Assert.Contains("did not pass", errors, StringComparison.Ordinal);
        if (script.Contains("kept", StringComparison.Ordinal))
        {
            Assert.Contains("kept 10", output, StringComparison.Ordinal);
        }
    }

    private static async Task<string[]> Lines(string culture, string script) =>
        (await Pwsh.RunAsync($"{Import}{culture}\n{script}", InPwsh.Store)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
