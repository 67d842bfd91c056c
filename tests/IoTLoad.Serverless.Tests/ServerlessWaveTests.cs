using System.Diagnostics;
using System.Management.Automation;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;
using static IoTLoad.Serverless.Tests.ServerlessSession;

namespace IoTLoad.Serverless.Tests;

/// <summary>A test that is longer than a function may run.</summary>
public sealed class ServerlessWaveTests
{
    [Fact]
    public void A_test_that_is_longer_than_a_function_may_run_goes_on_with_the_next_wave()
    {
        using var serverless = new ServerlessSession();
        serverless.Module.One("Publish-IoTLoadFunction fan -Architecture $architecture -TriggerRules 2 -ZipFile $zip -Timeout 36s @aws");

        var result = serverless.Module.One($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 "
            + $"-Duration 16s -DrainTime 2s -StartDelay 4s -ReportInterval 1s {Aws}");

        result.AssertSumsHold();
        Assert.Equal((640, 640, 640),
            (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.Equal(8, result.Count("Counters.Connected"));
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 15, 17);
        Assert.Contains("Between two waves of functions, nothing was published for", result.Text("Notes"), StringComparison.Ordinal);
        Assert.Equal([320L, 320], Shards(result).Select(shard => shard.Count("Counters.Published")));
        Assert.Equal(640, Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }
}

/// <summary>A plan with scenarios, as it runs on one machine, on functions.</summary>
public sealed class ServerlessScenarioTests
{
    private const string Plan = """
        name: fleet
        drainTime: 2s
        traffic: { topic: "loadtest/{{scenario}}/{{device}}" }
        scenarios:
          telemetry:
            devices: { count: 6 }
            stages: [{ duration: 8s, rate: 60 }]
            thresholds: [published == 480, lost == 0]
          meters:
            devices: { count: 3 }
            traffic: { pattern: PublishOnly }
            stages: [{ duration: 4s, rate: 30 }]
          updates:
            startAfter: meters
            devices: { count: 2 }
            stages: [{ duration: 3s, rate: 10 }]
        thresholds: [published == 630, "updates:received == 30"]
        """;

    [Theory]
    [InlineData("-Workers 5", "160 160 160 120 30")]
    [InlineData("-Workers 6 -Trigger Rule", "240 240 80 40 15 15")]
    public void A_plan_with_scenarios_runs_on_functions_as_it_runs_on_one_machine(string spread, string published)
    {
        using var serverless = new ServerlessSession();
        using var folder = new PrivateFolder();
        var file = Path.Combine(folder.FullPath, "fleet.yaml");
        File.WriteAllText(file, Plan);

        var result = serverless.Module.One(
            $"Start-IoTLoadTest AwsIoTCore -Plan $file -Function fan {spread} -StartDelay 4s -ReportInterval 1s {Aws} -ErrorAction Ignore",
            ("file", file));
        var local = serverless.Module.One($"Start-IoTLoadTest AwsIoTCore -Plan $file {Aws} -ErrorAction Ignore", ("file", file));

        foreach (var one in new[] { result, local })
        {
            Assert.True((bool)one.Get("Passed")!, $"{one.Text("Notes")} {string.Join(' ', (IEnumerable<object>)one.Get("Thresholds")!)}");
            one.AssertSumsHold();
            Assert.Equal((630, 630, 510, 0), (one.Count("Counters.Published"), one.Count("Counters.Acked"), one.Count("Counters.Received"),
                one.Count("Counters.Foreign")));
            var scenarios = ((IEnumerable<object>)one.Get("Scenarios")!).Select(PSObject.AsPSObject).ToList();
            Assert.Equal(["telemetry", "meters", "updates"], scenarios.Select(scenario => scenario.Text("Name")));
            Assert.Equal([480L, 120, 30], scenarios.Select(scenario => scenario.Count("Counters.Published")));
            Assert.Equal([480L, 0, 30], scenarios.Select(scenario => scenario.Count("Counters.Received")));
            Assert.Equal(4, ((IEnumerable<object>)one.Get("Thresholds")!).Count());
        }

        // Telemetry and meters at the same time, and updates later.
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 10.5, 11.5);
        Assert.Equal(published, string.Join(' ', Shards(result).Select(shard => shard.Count("Counters.Published"))));
        Assert.Equal(Enumerable.Range(0, Shards(result).Count()), Shards(result).Select(shard => (int)shard.Count("Shard")));
        Assert.Equal(630, Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        Assert.Equal(120, Sum(serverless.Module.Run(
            "Get-IoTLoadMetrics $id Published | Where-Object Scenario -eq meters", ("id", result.Text("Id")))));
    }
}

/// <summary>Functions that are killed in mid-run.</summary>
public sealed class ServerlessKillTests
{
    [Fact]
    public async Task A_function_that_is_killed_is_started_again_for_what_is_left_where_that_is_asked_for()
    {
        using var serverless = new ServerlessSession();
        var run = Task.Run(() => serverless.Module.Run(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 32s -DrainTime 2s "
                + $"-ReportInterval 1s -StartDelay 4s -RestartFailed {Aws}"));
        var victim = await serverless.PublishingAsync();
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(2880, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 900);
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 25, 33);
        Assert.Equal(3, Shards(result).Count());
        Assert.Contains("fell silent", result.Text("Notes"), StringComparison.Ordinal);
        Assert.Contains("was started again", result.Text("Notes"), StringComparison.Ordinal);
        Assert.Equal(result.Count("Counters.Published"),
            Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    [Fact]
    public async Task A_function_that_is_killed_in_mid_run_is_named_and_its_part_is_counted_as_missed()
    {
        using var serverless = new ServerlessSession();
        var run = Task.Run(() => serverless.Module.Run($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate "
            + $"90 -Duration 12s -DrainTime 2s -StartDelay 5s -ReportInterval 1s {Aws}"));
        var victim = await serverless.PublishingAsync();
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(1080, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 359);
        Assert.Single(Shards(result), shard => shard.Text("State") == "Interrupted");
        Assert.Contains("reported, but never their end", result.Text("Notes"), StringComparison.Ordinal);
        Assert.StartsWith("ThresholdFailed,", serverless.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}

/// <summary>A control broker that goes away.</summary>
public sealed class ServerlessControlTests
{
    [Fact]
    public async Task A_control_broker_that_goes_away_for_ten_seconds_takes_nothing_from_the_result()
    {
        using var serverless = new ServerlessSession();
        await using var control = await Mosquitto.StartAsync();
        var run = Task.Run(() => serverless.Module.Run(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 20s -ReportInterval 1s "
                + $"-StartDelay 3s -RestartFailed -ControlEndpoint $control {Aws}",
            ("control", control.Plain.OriginalString)));
        await serverless.PublishingAsync();
        await control.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await control.RestartAsync();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal((1800, 1800, 1800),
            (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.All(Shards(result), shard => Assert.Equal("Completed", shard.Text("State")));
        Assert.Equal(1800, Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }
}
