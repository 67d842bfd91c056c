using System.Management.Automation;
using System.Text.Json.Nodes;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;
using static IoTLoad.Serverless.Tests.ServerlessSession;

namespace IoTLoad.Serverless.Tests;

/// <summary>Tests on functions in which something goes wrong: they cannot be started, are stopped, or their session goes away.</summary>
public sealed class ServerlessFaultTests : IDisposable
{
    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public void Functions_that_are_throttled_at_the_start_are_started_until_they_run_and_those_that_never_can_are_named()
    {
        const string Test = $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 4 -Clients 4 -Rate 40 -Duration 2s {Aws}";

        Session.Run("$sandbox | Set-IoTLoadSandbox -Fault @{ RefuseInvocations = 0.6 }");
        var result = Session.One(Test);
        Assert.Equal((80, 80), (result.Count("Counters.Intended"), result.Count("Counters.Received")));

        Session.Run("$sandbox | Set-IoTLoadSandbox -Fault @{ RefuseInvocations = 1 }");
        Assert.Empty(Session.Run(Test + " -StartDelay 2s -Name refused"));
        Assert.StartsWith("AwsThrottled,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Failed", Session.One("Get-IoTLoadTest | Where-Object Name -eq refused").Text("State"));
    }

    [Fact]
    public async Task Twenty_functions_end_long_before_their_time_when_another_session_stops_them()
    {
        using var running = Pwsh.Start(_serverless.Preamble + $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 20 -Clients "
            + $"20 -Rate 100 -Duration 300s -Name stopped -StartDelay 20s {Aws}");
        await _serverless.PublishingAsync(600);
        Assert.Equal(20, _serverless.Functions.Count);

        var stop = DateTimeOffset.UtcNow;
        var result = Session.One("Get-IoTLoadTest | Where-Object Name -eq stopped | Stop-IoTLoadTest -PassThru");

        // Of 300 s. How soon is a figure of the machine.
        Assert.InRange((DateTimeOffset.Parse(result.Text("Ended"),
            System.Globalization.CultureInfo.InvariantCulture) - stop).TotalSeconds, 0, 60);
        result.AssertSumsHold();
        Assert.Equal("Stopped", result.Text("Outcome"));
        Assert.Equal(20, Shards(result).Count(shard => shard.Text("State") == "Stopped"));
        Assert.Equal(result.Count("Counters.Published"), result.Count("Counters.Received"));
        await running.WaitAsync();
    }

    [Fact]
    public async Task A_run_whose_session_was_killed_is_collected_or_stopped_by_another()
    {
        var script = _serverless.Preamble + $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 "
            + $"-Duration DURATION -Name 'NAME' -ReportInterval 1s {Aws}";
        await KillAsync(script, "orphan", "10s");

        Session.Run("Get-IoTLoadTest | Where-Object Name -eq orphan | Wait-IoTLoadTest -Timeout 1s @aws");
        Assert.StartsWith("WaitTimeout,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        var result = Session.One("Get-IoTLoadTest | Where-Object Name -eq orphan | Wait-IoTLoadTest @aws");

        result.AssertSumsHold();
        Assert.Equal(("Completed", 400, 400),
            (result.Text("Outcome"), result.Count("Counters.Intended"), result.Count("Counters.Received")));
        Assert.Equal(400, Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        Assert.Equal("Completed", Session.One("Get-IoTLoadTest $id", ("id", result.Text("Id"))).Text("State"));

        await KillAsync(script, "stopped orphan", "300s");

        result = Session.One("Get-IoTLoadTest | Where-Object Name -eq 'stopped orphan' | Stop-IoTLoadTest -PassThru @aws");

        result.AssertSumsHold();
        Assert.Equal("Stopped", result.Text("Outcome"));
        Assert.All(Shards(result), shard => Assert.Equal("Stopped", shard.Text("State")));
        Assert.Equal(result.Count("Counters.Published"), Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        Assert.Equal("[]", await _serverless.RetainedAsync());
    }

    [Fact]
    public async Task CloudWatch_decides_on_a_run_that_another_session_collects()
    {
        await using var broker = await Mosquitto.StartAsync();
        Session.One("Publish-IoTLoadFunction fan -Architecture $architecture -ZipFile $zip -TriggerRules 2 -Downstream "
            + "arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry @aws");
        await KillAsync(
            _serverless.Preamble + $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 -Duration DURATION "
                + $"-Name 'NAME' -ReportInterval 1s -ControlEndpoint {broker.Plain.OriginalString} -Reconcile -CloudWatchDelay 0s "
                + $"-Threshold 'cloudwatch.PublishIn.Success == 400', 'cloudwatch.Invocations == 2' {Aws}",
            "reconciled", "10s");

        var result = Session.One("Get-IoTLoadTest | Where-Object Name -eq reconciled | Wait-IoTLoadTest @aws");

        Assert.Equal(
            ["cloudwatch.PublishIn.Success == 400 True", "cloudwatch.Invocations == 2 True", "reconcile PublishIn.Success True",
                "reconcile PublishOut.Success True", "reconcile Connect.Success True", "reconcile RulesExecuted True"],
            Rows("Thresholds").Select(row => $"{row.Text("Expression")} {row.Text("Passed")}"));
        Assert.Equal(
            ["PublishIn.Success 400 400", "PublishOut.Success 400 400", "Connect.Success 4 4", "RulesExecuted 400 400"],
            Rows("Reconciliation").Where(row => row.Get("Minute") is null)
                .Select(row => $"{row.Text("Counter")} {row.Get("Own")} {row.Get("Platform")}"));
        Assert.True((bool)Session.One("Get-IoTLoadTest $id -Result", ("id", result.Text("Id"))).Get("Passed")!);

        IEnumerable<PSObject> Rows(string name) => ((IEnumerable<object>)result.Get(name)!).Select(PSObject.AsPSObject);
    }

    [Fact]
    public async Task A_run_that_counts_as_failed_is_stopped_while_its_functions_are_out_and_collected_as_stopped()
    {
        await KillAsync(_serverless.Preamble + $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 "
            + $"-Duration DURATION -Name 'NAME' -ReportInterval 1s {Aws}", "failed", "300s");
        var test = Session.One("Get-IoTLoadTest | Where-Object Name -eq failed");
        var state = Path.Combine(test.Text("Folder"), "state.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(state, TestContext.Current.CancellationToken))!;
        json["state"] = "Failed";
        await File.WriteAllTextAsync(state, json.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.Equal("Failed", Session.One("Get-IoTLoadTest $id", ("id", test.Text("Id"))).Text("State"));

        Session.Run("Stop-IoTLoadTest $id -NoWait @aws", ("id", test.Text("Id")));
        var result = Assert.Single(Session.Run("Wait-IoTLoadTest $id @aws", ("id", test.Text("Id"))));

        Assert.StartsWith("TestStopped,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        result.AssertSumsHold();
        Assert.Equal("Stopped", result.Text("Outcome"));
        Assert.All(Shards(result), shard => Assert.Equal("Stopped", shard.Text("State")));
    }

    [Fact]
    public async Task InfluxDB_has_every_second_of_a_test_whose_session_was_killed()
    {
        await using var influxd = await Influxd.StartAsync();
        var database = await influxd.CreateDatabaseAsync();
        await KillAsync(_serverless.Preamble + "Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 "
            + $"-Duration DURATION -Name 'NAME' -ReportInterval 1s {Aws} -InfluxUrl {influxd.Url.OriginalString} "
            + $"-InfluxDatabase {database} -PointSample 1", "orphan points", "6s");

        var result = Session.One("Get-IoTLoadTest | Where-Object Name -eq 'orphan points' | Wait-IoTLoadTest @aws");

        Assert.Empty(Session.Warnings);
        Assert.Equal(240, result.Count("Counters.Received"));
        var seconds = (await influxd.QueryAsync("SELECT sum(published), sum(received) AS received FROM iotload", database))[0];
        Assert.Equal((240, 240), (seconds["sum"].GetInt32(), seconds["received"].GetInt32()));

        // The functions did not need the session for the points of single messages.
        var receipts = (await influxd.QueryAsync("SELECT count(Success) FROM \"RECEIVE\"", database))[0];
        Assert.Equal((240, 248, 248), (receipts["count"].GetInt32(), result.Count("Points.Made"), result.Count("Points.Written")));
    }

    private async Task KillAsync(string script, string name, string duration)
    {
        using var session = Pwsh.Start(script.Replace("DURATION", duration, StringComparison.Ordinal)
            .Replace("NAME", name, StringComparison.Ordinal));
        await _serverless.PublishingAsync();
        session.Kill();
    }
}
