using System.Diagnostics;
using System.Management.Automation;
using IoTLoad.Peers;
using static IoTLoad.PowerShell.Tests.ServerlessSession;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests on functions in which something goes wrong: functions die or cannot be started, the control broker or the session goes away.</summary>
public sealed class ServerlessFaultTests : IDisposable
{
    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task A_function_that_is_killed_in_mid_run_is_named_and_its_part_is_counted_as_missed()
    {
        var run = Task.Run(() => Session.Run($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 12s -DrainTime 2s -StartDelay 5s -ReportInterval 1s {Aws}"));
        var victim = await _serverless.PublishingAsync();
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(1080, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 359);
        Assert.Single(Shards(result), shard => shard.Text("State") == "Interrupted");
        Assert.Contains("reported, and never the end", Notes(result), StringComparison.Ordinal);
        Assert.StartsWith("ThresholdFailed,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_is_killed_is_started_again_for_what_is_left_where_that_is_asked_for()
    {
        var run = Task.Run(() => Session.Run(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 32s -DrainTime 2s -ReportInterval 1s -StartDelay 4s -RestartFailed {Aws}"));
        var victim = await _serverless.PublishingAsync();
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(2880, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 900);
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 25, 33);
        Assert.Equal(3, Shards(result).Count());
        Assert.Contains("fell silent", Notes(result), StringComparison.Ordinal);
        Assert.Contains("was started again", Notes(result), StringComparison.Ordinal);
        Assert.Equal(result.Count("Counters.Published"), Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    [Fact]
    public void Functions_that_are_throttled_at_the_start_are_started_until_they_run_and_those_that_never_can_are_named()
    {
        const string Test = $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 4 -Clients 4 -Rate 40 -Duration 2s {Aws}";

        Session.Run("$sandbox | Set-IoTLoadSandbox -Fault @{ RefuseInvocations = 0.6 }");
        var result = Session.One(Test);
        Assert.Equal((80, 80), (result.Count("Counters.Intended"), result.Count("Counters.Received")));

        Session.Run("$sandbox | Set-IoTLoadSandbox -Fault @{ RefuseInvocations = 1 }");
        Assert.Empty(Session.Run(Test + " -StartDelay 2s"));
        Assert.StartsWith("AwsThrottled,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Failed", Session.One("Get-IoTLoadTest -Newest 1").Text("State"));
    }

    [Fact]
    public async Task A_control_broker_that_goes_away_for_ten_seconds_takes_nothing_from_the_result()
    {
        await using var control = await Mosquitto.StartAsync();
        var run = Task.Run(() => Session.Run(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 20s -ReportInterval 1s -StartDelay 3s -RestartFailed -ControlEndpoint $control {Aws}",
            ("control", control.Plain.OriginalString)));
        await _serverless.PublishingAsync();
        await control.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await control.RestartAsync();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal((1800, 1800, 1800), (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.All(Shards(result), shard => Assert.Equal("Completed", shard.Text("State")));
        Assert.Equal(1800, Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    [Fact]
    public async Task Twenty_functions_end_within_five_seconds_of_a_stop_by_another_session()
    {
        using var running = Pwsh.Start(_serverless.Preamble + $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 20 -Clients 20 -Rate 100 -Duration 300s -Name stopped -StartDelay 20s {Aws}");
        await _serverless.PublishingAsync(600);
        Assert.Equal(20, _serverless.Functions.Count);

        var stop = DateTimeOffset.UtcNow;
        var result = Session.One("Get-IoTLoadTest | Where-Object Name -eq stopped | Stop-IoTLoadTest -PassThru");

        Assert.InRange(((DateTimeOffset)result.Get("Ended")! - stop).TotalSeconds, 0, 5);
        result.AssertSumsHold();
        Assert.Equal("Stopped", result.Text("Outcome"));
        Assert.Equal(20, Shards(result).Count(shard => shard.Text("State") == "Stopped"));
        Assert.Equal(result.Count("Counters.Published"), result.Count("Counters.Received"));
        await running.WaitAsync();
    }

    [Fact]
    public async Task A_run_whose_session_was_killed_is_collected_or_stopped_by_another()
    {
        var script = _serverless.Preamble + $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 -Duration DURATION -Name 'NAME' -ReportInterval 1s {Aws}";
        await KillAsync(script, "orphan", "10s");

        Session.Run("Get-IoTLoadTest | Where-Object Name -eq orphan | Wait-IoTLoadTest -Timeout 1s @aws");
        Assert.StartsWith("WaitTimeout,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        var result = Session.One("Get-IoTLoadTest | Where-Object Name -eq orphan | Wait-IoTLoadTest @aws");

        result.AssertSumsHold();
        Assert.Equal(("Completed", 400, 400), (result.Text("Outcome"), result.Count("Counters.Intended"), result.Count("Counters.Received")));
        Assert.Equal(400, Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        Assert.Equal("Completed", Session.One("Get-IoTLoadTest $id", ("id", result.Text("Id"))).Text("State"));

        await KillAsync(script, "stopped orphan", "300s");

        result = Session.One("Get-IoTLoadTest | Where-Object Name -eq 'stopped orphan' | Stop-IoTLoadTest -PassThru @aws");

        result.AssertSumsHold();
        Assert.Equal("Stopped", result.Text("Outcome"));
        Assert.All(Shards(result), shard => Assert.Equal("Stopped", shard.Text("State")));
        Assert.Equal(result.Count("Counters.Published"), Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    [Fact]
    public void A_test_that_is_longer_than_a_function_may_run_goes_on_with_the_next_wave()
    {
        Session.One("Publish-IoTLoadFunction fan -Architecture $architecture -TriggerRules 2 -ZipFile $zip -Timeout 36s @aws");

        var result = Session.One($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 -Duration 16s -DrainTime 2s -StartDelay 4s -ReportInterval 1s {Aws}");

        result.AssertSumsHold();
        Assert.Equal((640, 640, 640), (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.Equal(8, result.Count("Counters.Connected"));
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 15, 17);
        Assert.Contains("Between two waves of functions, nothing was published for", Notes(result), StringComparison.Ordinal);
        Assert.Equal([320L, 320], Shards(result).Select(shard => shard.Count("Counters.Published")));
        Assert.Equal(640, Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    private static string Notes(PSObject result) => string.Join('\n', (IEnumerable<object>)result.Get("Notes")!);

    private async Task KillAsync(string script, string name, string duration)
    {
        using var session = Pwsh.Start(script.Replace("DURATION", duration, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal));
        await _serverless.PublishingAsync();
        session.Kill();
    }
}
