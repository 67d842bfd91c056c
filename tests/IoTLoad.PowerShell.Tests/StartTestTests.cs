using System.Management.Automation;

namespace IoTLoad.PowerShell.Tests;

public sealed class StartTestTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void With_no_endpoint_a_test_runs_against_an_embedded_broker()
    {
        var result = _session.One("Start-IoTLoadTest -Clients 20 -Rate 200 -Duration 1s -Name first");

        result.AssertSumsHold();
        Assert.True((bool)result.Get("Passed")!);
        Assert.Equal("Completed", result.Text("Outcome"));
        Assert.Equal("first", result.Text("Name"));
        Assert.Equal(200, result.Count("Counters.Intended"));
        Assert.Equal(200, result.Count("Counters.Received"));
        Assert.Equal(20, result.Count("Counters.Connected"));
        Assert.Equal(200, result.Count("RoundTrip.Count"));
        Assert.Contains("embedded broker", result.Text("Endpoint"), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_tells_phase_connections_rates_and_latency()
    {
        _session.One("Start-IoTLoadTest -Clients 20 -Rate 200 -Duration 3s");

        Assert.Contains(_session.Progress, record => System.Text.RegularExpressions.Regex.IsMatch(
            record.StatusDescription, @"\ARunning: \d+ of \d+/s, p99 \d+\.\d ms, 20 online\z"));
        Assert.Equal(ProgressRecordType.Completed, _session.Progress[^1].RecordType);
    }

    [Theory]
    [InlineData("-Pattern PublishOnly", 0)]
    [InlineData("-Pattern FanIn -Subscribers 3", 300)]
    [InlineData("-Pattern Downlink -Publishers 2", 100)]
    [InlineData("-Pattern Downlink -Publishers 2 -BroadcastTopic 'loadtest/{{run}}/all'", 1000)]
    [InlineData("-QoS 2 -MqttVersion 5 -Tracking UserProperty -PayloadSize 1", 100)]
    [InlineData("-QoS 0 -Arrival Uniform -Retain", 100)]
    public void Every_pattern_is_a_parameter(string parameters, long received)
    {
        var result = _session.One($"Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 1s {parameters}");

        Assert.Equal(100, result.Count("Counters.Published"));
        Assert.Equal(received, result.Count("Counters.Received"));
        Assert.Equal(0, result.Count("Counters.Lost"));
    }

    [Theory]
    [InlineData("-Rate 100 -Duration 1s", 100)]
    [InlineData("-Rate 100 -Duration 1s -RampUp 2s", 200)]
    [InlineData("-Stage '1s:100','1s:100','1s:0'", 200)]
    [InlineData("-Stage @{ Duration = '1s'; StartRate = 50; Rate = 50 }, @{ Duration = '500ms'; Rate = 50 }", 75)]
    [InlineData("-Rate 0.5 -Duration ([TimeSpan]::FromSeconds(4))", 2)]
    public void The_load_shape_is_what_the_parameters_say(string parameters, long intended)
    {
        var result = _session.One($"Start-IoTLoadTest -Clients 5 {parameters}");

        Assert.Equal(intended, result.Count("Counters.Intended"));
    }

    [Fact]
    public void WhatIf_says_what_would_run_and_starts_nothing()
    {
        var before = _session.Run("Get-IoTLoadTest").Count;

        Assert.Empty(_session.Run("Start-IoTLoadTest -Clients 1000 -Rate 5000 -Duration 1h -WhatIf"));

        Assert.Empty(_session.Errors);
        Assert.Equal(before, _session.Run("Get-IoTLoadTest").Count);
    }

    [Fact]
    public void A_threshold_that_does_not_hold_is_an_error_beside_the_result()
    {
        var result = Assert.Single(
            _session.Run("Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s -Threshold 'ack.p99 < 1us', 'lost == 0'"));

        Assert.False((bool)result.Get("Passed")!);
        Assert.StartsWith("ThresholdFailed,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.LimitsExceeded, _session.Error.CategoryInfo.Category);
        Assert.Contains("ack.p99 < 1us (was ", _session.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("lost == 0", _session.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_ErrorAction_Stop_a_failed_threshold_ends_the_script()
    {
        var output = _session.Run(
            "$ErrorActionPreference = 'Stop'; Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s -Threshold 'received == 0'; 'after'");

        Assert.DoesNotContain("after", output.Select(each => each.ToString()));
        Assert.Equal(ErrorCategory.LimitsExceeded, _session.Error.CategoryInfo.Category);
    }

    [Fact]
    public void A_plan_of_an_earlier_test_runs_again()
    {
        var first = _session.One("Start-IoTLoadTest -Clients 7 -Rate 70 -Duration 1s -QoS 2 -Name again");

        var second = _session.One("Get-IoTLoadTest $id | Start-IoTLoadTest -Threshold 'acked == 70'", ("id", first.Text("Id")));

        Assert.NotEqual(first.Text("Id"), second.Text("Id"));
        Assert.Equal(7, second.Count("Devices"));
        Assert.Equal(2, second.Count("QoS"));
        Assert.Equal("again", second.Text("Name"));
        Assert.Equal("acked == 70", PSObject.AsPSObject(Assert.Single((IEnumerable<object>)second.Get("Thresholds")!)).Text("Expression"));
    }

    [Fact]
    public void A_template_fills_its_placeholders_from_the_files_given()
    {
        var folder = Directory.CreateTempSubdirectory("iotload-template-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "payload.json"), """{"site":"{{csv site}}","n":{{message}},"t":{{float 10 20 2}}}""");
            File.WriteAllText(Path.Combine(folder, "sites.csv"), "site\nnorth\nsouth\n");

            var result = _session.One(
                "[void]$ExecutionContext.SessionState.Path.SetLocation($folder); Start-IoTLoadTest -Clients 4 -Rate 40 "
                    + "-Duration 1s -PayloadTemplate payload.json -PayloadCsv sites.csv -Topic 'lt/{{csv site}}/{{device}}'",
                ("folder", folder));

            Assert.Equal(40, result.Count("Counters.Received"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
