using System.Management.Automation;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;
using static IoTLoad.Serverless.Tests.ServerlessSession;

namespace IoTLoad.Serverless.Tests;

/// <summary>Tests on functions that really run, in a sandbox: deployed, started, stopped, killed and removed by the cmdlets.</summary>
public sealed class ServerlessTests : IDisposable
{
    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task Shards_on_functions_merge_into_one_result_with_the_platform_s_counts_and_leave_nothing()
    {
        await using var broker = await Mosquitto.StartAsync();

        foreach (var trigger in new[] { "Invoke", "Rule" })
        {
            var result = Session.One(
                $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 4 -Trigger {trigger} -Clients 20 -Rate 200 -Duration 5s "
                    + $"-ControlEndpoint $control -ReportInterval 2s {Aws}",
                ("control", broker.Plain.OriginalString));

            result.AssertSumsHold();
            Assert.Equal((1000, 1000, 1000, 1000), (result.Count("Counters.Intended"), result.Count("Counters.Published"),
                result.Count("Counters.Acked"), result.Count("Counters.Received")));
            Assert.Equal([250L, 250, 250, 250], Shards(result).Select(shard => shard.Count("Counters.Published")));
            Assert.All(Shards(result), shard => Assert.Equal("Completed", shard.Text("State")));
            Assert.Equal(1000, Sum(Session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        }

        var http = Session.One($"Start-IoTLoadTest AwsIoTCore -Protocol Http -Function fan -Workers 2 -Clients 4 -Rate 40 "
            + $"-Duration 2s -ControlEndpoint $control {Aws}", ("control", broker.Plain.OriginalString));
        http.AssertSumsHold();
        Assert.Equal((80, 80), (http.Count("Counters.Intended"), http.Count("Counters.Acked")));

        // Reports went over another broker, so IoT Core saw the load and, over HTTP, the two trigger messages.
        Assert.Equal((2000, 82), (Count("PublishIn.Success", "MQTT"), Count("PublishIn.Success", "HTTP")));
        Assert.Equal(2000, Count("PublishOut.Success", "MQTT"));
        Assert.Equal(40, Count("Connect.Success", "MQTT"));

        // The dashboard draws the same.
        Session.Run("Export-IoTLoadDashboard -Type CloudWatch -FunctionName fan -Publish -Name load @aws");
        var drawn = await DashboardSeries.ReadAsync(_serverless, "load");
        Assert.Equal((2000, 82, 2000, 40, 10),
            (drawn["PublishIn.Success MQTT Sum"], drawn["PublishIn.Success HTTP Sum"], drawn["PublishOut.Success MQTT Sum"],
                drawn["Connect.Success MQTT Sum"], drawn["Invocations fan Sum"]));
        Assert.True(drawn["Duration fan Maximum"] >= 2000 && drawn["ConcurrentExecutions fan Maximum"] >= 2);
        Assert.All(drawn.Where(series => series.Key.Contains("Error", StringComparison.Ordinal)), series => Assert.Equal(0, series.Value));

        Assert.Equal(7, Session.Run("Remove-IoTLoadFunction fan @aws").Count);
        Assert.Empty(Session.Run("Get-IoTLoadFunction @aws"));
        Assert.Equal("[]", await _serverless.AwsCliAsync("iot", "list-topic-rules", "--query", "rules"));
        Assert.Equal("[]", await _serverless.AwsCliAsync("lambda", "list-functions", "--query", "Functions"));
        Assert.Equal("[]", await _serverless.AwsCliAsync("logs", "describe-log-groups", "--query", "logGroups"));

        double Count(string name, string protocol) => Sum(Session.Run(
            """
            Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-10)) -Name $name -Statistic Sum -WarningAction Ignore @aws |
                Where-Object Dimensions -EQ "Protocol=$protocol"
            """,
            ("name", name), ("protocol", protocol)));
    }

    [Fact]
    public async Task The_seconds_of_every_function_are_in_InfluxDB_by_shard()
    {
        await using var influxd = await Influxd.StartAsync();
        Session.Run(
            "$influx = @{ InfluxUrl = $url; InfluxDatabase = $database }", ("url", influxd.Url.OriginalString),
            ("database", await influxd.CreateDatabaseAsync()));

        var result = Session.One(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 6 -Rate 60 -Duration 3s -ReportInterval 1s {Aws} @influx");

        var points = Session.Run("Get-IoTLoadMetrics $id Published -Source InfluxDB @influx", ("id", result.Text("Id")));
        Assert.Empty(Session.Errors.Select(error => error.ToString()));
        Assert.Equal(180, Sum(points));
        Assert.Equal([0L, 1, 2], points.Select(point => point.Count("Shard")).Distinct().Order());
    }

    [Fact]
    public async Task One_shard_can_be_invoked_by_hand_and_tells_what_it_did_or_why_it_could_not()
    {
        var local = Session.One("Start-IoTLoadTest $sandbox.WebSocketEndpoint -CaFile $ca -Clients 4 -Rate 40 -Duration 1s @aws");

        var result = Session.One("Invoke-IoTLoadFunction fan -Plan $plan -Shard 1 -Shards 2 @aws", ("plan", local.Get("Plan")));
        Assert.Equal((20, 20), (result.Count("Report.Totals.Published"), result.Count("Report.Totals.Acked")));
        Assert.Contains("REPORT RequestId", result.Text("Log"), StringComparison.Ordinal);
        Assert.Equal("[]", await _serverless.RetainedAsync());

        Assert.Single(Session.Run("Invoke-IoTLoadFunction fan -Event '{}' @aws"));
        Assert.StartsWith("FunctionFailed,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("InvalidEvent", Session.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Session.Run("Invoke-IoTLoadFunction nosuchfunction -Event '{}' @aws"));
        Assert.StartsWith("AwsNotFound,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Session.Run("Invoke-IoTLoadFunction fan -Plan $plan -Shard 2 -Shards 2 @aws"));
        Assert.StartsWith("InvalidShards,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Deliveries_of_rules_behind_IoT_Core_can_be_compared_with_the_test_s_counts()
    {
        Session.One("Publish-IoTLoadFunction fan -Architecture $architecture -ZipFile $zip -Downstream "
            + "arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry @aws");

        var result = Session.One("Start-IoTLoadTest $sandbox.WebSocketEndpoint -CaFile $ca -Clients 4 -Rate 40 -Duration 1s @aws");

        // The sandbox has no Kinesis: every delivery fails, and the rule's error action tells of each.
        Assert.Equal(40, result.Count("Counters.Acked"));
        Assert.Equal((40, 40), (Count("RulesExecuted", "*"), Count("Failure", "*ActionType=Kinesis*")));
        Assert.Equal((0, 40), (Count("Success", "*ActionType=Kinesis*"), Count("Success", "*ActionType=Republish*")));
        Session.Run("Remove-IoTLoadFunction fan @aws");
        Assert.Empty(Session.Run("Get-IoTLoadFunction @aws"));

        double Count(string name, string dimensions) => Sum(Session.Run(
            """
            Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-10)) -Name $name -Statistic Sum -WarningAction Ignore @aws |
                Where-Object Dimensions -Like $dimensions
            """,
            ("name", name), ("dimensions", dimensions)));
    }

    [Fact]
    public async Task A_search_runs_its_steps_on_functions()
    {
        await using var broker = await Mosquitto.StartAsync();
        var found = Session.One(
            """
            New-IoTLoadPlan $sandbox.WebSocketEndpoint -CaFile $ca -Clients 4 -DrainTime 2s |
                Find-IoTLoadLimit -Function fan -Workers 2 -Minimum 20 -Maximum 60 -Growth 3 -Precision 0.35 -Repeat 1 `
                    -Threshold 'publishedRate < 50/s', 'lost == 0' -StepDuration 2s -SettleTime 0s -StartDelay 3s `
                    -ControlEndpoint $control -ReportInterval 1s @aws
            """,
            ("control", broker.Plain.OriginalString));

        Assert.Equal((40.0, 60.0, true), (found.Get("Highest"), found.Get("Broken"), found.Get("Complete")));
        var steps = ((IEnumerable<object>)found.Get("Steps")!).Select(PSObject.AsPSObject).ToList();
        Assert.Equal([20.0, 60.0, 40.0], steps.Select(step => step.Get("Value")));
        var last = Session.One("Get-IoTLoadTest $id -Result", ("id", steps[^1].Text("Id")));
        last.AssertSumsHold();
        Assert.Equal([40L, 40], Shards(last).Select(shard => shard.Count("Counters.Received")));
    }

    [Fact]
    public async Task WhatIf_tells_what_is_asked_of_Lambda_and_starts_nothing()
    {
        var output = await Pwsh.RunAsync(_serverless.Preamble + "Start-IoTLoadTest "
            + "AwsIoTCore -Function fan -Workers 4 -Clients 2000 -ConnectRate 100 -Rate 100 -Duration 30m -Name whatif -WhatIf @aws; "
            + "\"started: $(@(Get-IoTLoadTest).Where({ $_.Name -eq 'whatif' }).Count)\"");

        Assert.Contains("on 4 shards of the function fan in 12 invocations of", output, StringComparison.Ordinal);
        Assert.Contains("GB-seconds", output, StringComparison.Ordinal);
        Assert.EndsWith("started: 0", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(_serverless.Functions);
    }

    [Fact]
    public void A_control_broker_that_is_not_there_is_found_before_anything_is_stored_or_started()
    {
        Assert.Empty(Session.Run($"Start-IoTLoadTest AwsIoTCore -Function fan -Name unreached -ControlEndpoint $control {Aws}",
            ("control", $"mqtt://127.0.0.1:{LoopbackPort.Closed()}")));

        Assert.StartsWith("ControlNotReached,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Session.Run("Get-IoTLoadTest | Where-Object Name -eq unreached"));
        Assert.Empty(_serverless.Functions);
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -Function fan", "EndpointNeeded")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 5 -Clients 4", "InvalidShards")]
    [InlineData("New-IoTLoadPlan $sandbox.WebSocketEndpoint -Clients 4 | Find-IoTLoadLimit -Minimum 1 -Maximum 2 -Function fan -Workers 5",
        "InvalidShards")]
    [InlineData("New-IoTLoadPlan $sandbox.WebSocketEndpoint | Find-IoTLoadLimit -Of Devices -Minimum 5 -Maximum 900 -Function fan",
        "TooManyConnections")]
    [InlineData("New-IoTLoadPlan $sandbox.WebSocketEndpoint -Clients 4 | Find-IoTLoadLimit -Minimum 1 -Maximum 2 -Workers 2",
        "FunctionNeeded")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 1602", "TooManyConnections")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Trigger Rule", "TriggerRulesNeeded")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -StartDelay 0s", "InvalidStartDelay")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -PointSample 2 -InfluxUrl http://127.0.0.1:1 "
        + "-InfluxBucket b", "InfluxDbPointSampleInvalid")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -PointSample 0.1 -InfluxUrl http://127.0.0.1:1 "
        + "-InfluxBucket b -InfluxToken ([Net.NetworkCredential]::new('', 'x').SecurePassword)", "FunctionNeedsParameter")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ConnectRate 0.1", "FunctionTimeoutTooShort")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Protocol Mqtt -CertificateFile $sandbox.CertificateFile -KeyFile "
        + "$sandbox.KeyFile", "FunctionNeedsParameter")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -SecretParameter @{ Nonsense = '/a' }", "UnknownSecret")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ControlEndpoint https://localhost", "InvalidEndpoint")]
    [InlineData("Start-IoTLoadTest -Workers 2", "FunctionNeeded")]
    [InlineData("Start-IoTLoadTest -RestartFailed", "FunctionNeeded")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -TriggerRate 1", "TriggerRateNeedsRule")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Trigger Rule -TriggerRate 1 -RestartFailed",
        "RestartNeedsCommonStart")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Trigger Rule -TriggerRate 0", "InvalidTriggerRate")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Trigger Rule -TriggerRate ([double]::NaN)", "InvalidTriggerRate")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ReportInterval 0", "InvalidReportInterval")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ReportInterval 10m", "InvalidReportInterval")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -SecretParameter @{ Password = '' }", "InvalidSecretParameter")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -SecretParameter @{ Password = '/elsewhere/password' }",
        "InvalidSecretParameter")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -SecretParameter @{ Certificate = '/iotload/fan/cert' }",
        "InvalidSecretParameter")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ControlEndpoint ftp://localhost", "InvalidEndpoint")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ControlEndpoint mqtt://", "InvalidEndpoint")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -LocalAddress 127.0.0.1", "LocalAddressNeedsLocalTest")]
    [InlineData("Invoke-IoTLoadFunction fan -Event 'no JSON'", "InvalidEvent")]
    [InlineData("Invoke-IoTLoadFunction fan -Event null", "InvalidEvent")]
    [InlineData("Invoke-IoTLoadFunction 'a b' -Event '{}'", "InvalidFunctionName")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ControlEndpoint AwsIoTCore", "InvalidEndpoint")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ControlEndpoint mqtt://me:secret@localhost", "InvalidEndpoint")]
    public void Plans_that_functions_cannot_run_are_refused_before_any_starts(string script, string errorId)
    {
        Assert.Empty(Session.Run($"{script} @aws"));

        Assert.StartsWith(errorId + ",", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, Session.Error.CategoryInfo.Category);
        Assert.NotEmpty(Session.Error.ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("secret@", Session.Error + Session.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
