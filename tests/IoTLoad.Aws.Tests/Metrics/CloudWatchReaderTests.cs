using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Metrics;
using IoTLoad.Aws.Tests.Moto;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Metrics;

/// <summary>CloudWatch's points, put by the AWS CLI into moto, or made up page by page.</summary>
public sealed class CloudWatchReaderTests(MotoFixture moto)
{
    // Of its own: moto mixes up series of the same name and dimensions in different namespaces.
    private const string Region = "eu-south-1";
    private const string Verdicts = "eu-west-3";

    private static readonly DateTimeOffset Minute =
        new(DateTimeOffset.UtcNow.AddMinutes(-10).Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_series_than_one_call_takes_are_read_all()
    {
        var functions = Enumerable.Range(1, 510).Select(i => $"f{i:000}").ToList();
        await PutAsync("AWS/Lambda", functions.Select(function => ("Invocations", "FunctionName", function, Minute,
            (double)int.Parse(function.AsSpan(1), CultureInfo.InvariantCulture))));

        // Found by the list, which comes in pages as well.
        var points = await ReadAsync(new() { From = Minute, To = Minute.AddMinutes(1), NameFilter = name => name == "Invocations" });

        Assert.Equal(functions, points.Where(point => point.Statistic == "Sum")
            .Select(point => point.Dimensions["FunctionName=".Length..]));
        Assert.Equal(Enumerable.Range(1, 510).Sum(), points.Where(point => point.Statistic == "Sum").Sum(point => point.Value));
        Assert.Equal(Enumerable.Range(1, 510).Sum() / 60.0, points.Where(point => point.Statistic == "Rate").Sum(point => point.Value), 6);

        var some = await ReadAsync(
            new() { From = Minute, To = Minute.AddMinutes(1), FunctionNames = ["f007"], NameFilter = name => name == "Invocations" });
        Assert.Equal([("Rate", "Count/Second", 7 / 60.0), ("Sum", "Count", 7.0)],
            some.Select(point => (point.Statistic, point.Unit, point.Value)).Order());
    }

    [Fact]
    public async Task Whole_minutes_are_read_of_every_protocol_and_rule()
    {
        await PutAsync("AWS/IoT",
        [
            ("PublishIn.Success", "Protocol", "MQTT", Minute, 600),
            ("PublishIn.Success", "Protocol", "MQTT", Minute.AddMinutes(1), 1200),
            ("PublishIn.Success", "Protocol", "HTTP", Minute, 60),
            ("RulesExecuted", "RuleName", "trigger_1", Minute, 5),
            ("NotOfUse", "Protocol", "MQTT", Minute, 5),
        ]);

        var points = await ReadAsync(new()
        {
            From = Minute.AddSeconds(20),
            To = Minute.AddSeconds(80),
            NameFilter =
            name => !name.StartsWith("Duration", StringComparison.Ordinal)
        });

        Assert.Equal(
        [
            (Minute, "PublishIn.Success", "Protocol=HTTP", 60.0),
            (Minute, "PublishIn.Success", "Protocol=MQTT", 600.0),
            (Minute, "RulesExecuted", "RuleName=trigger_1", 5.0),
            (Minute.AddMinutes(1), "PublishIn.Success", "Protocol=MQTT", 1200.0),
        ],
            points.Where(point => point.Statistic == "Sum" && !point.Dimensions.StartsWith("Function", StringComparison.Ordinal))
                .Select(point => (point.Timestamp, point.Name, point.Dimensions, point.Value)));
        Assert.Equal(20, points.Single(point => point.Statistic == "Rate" && point.Value == 20).Value);
    }

    [Fact]
    public async Task Invocations_of_the_minute_before_the_start_are_the_test_s_and_messages_of_that_minute_are_not()
    {
        await PutAsync("AWS/IoT",
        [
            ("PublishIn.Success", "Protocol", "MQTT", Minute.AddMinutes(-1), 7),
            ("PublishIn.Success", "Protocol", "MQTT", Minute, 600),
        ], Verdicts);
        await PutAsync("AWS/Lambda", [("Invocations", "FunctionName", "early", Minute.AddMinutes(-1), 2)], Verdicts);
        string[] thresholds = ["cloudwatch.Invocations == 2", "cloudwatch.PublishIn.Success == 600"];
        var result = new LoadResult
        {
            Id = "20260101-000000-abcd",
            Plan = new LoadPlan { Stages = [new LoadStage(20, 20, TimeSpan.FromSeconds(30))], Thresholds = thresholds },
            Started = Minute.AddSeconds(2),
            Ended = Minute.AddSeconds(40),
            Counters = new Counters(),
            Connect = LatencySummary.Empty,
            Ack = LatencySummary.Empty,
            AckService = LatencySummary.Empty,
            RoundTrip = LatencySummary.Empty,
            ScheduleLag = LatencySummary.Empty,
            Generator = new GeneratorHealth(),
        };
        result = result with { Thresholds = [.. thresholds.Select(each => Threshold.Parse(each).Evaluate(result))] };

        var question = new CloudWatchQuestion(false, TimeSpan.Zero, "early", StartDelay: TimeSpan.FromSeconds(10));
        var complete = await new CloudWatchVerdict(await ConnectionAsync(Verdicts), question).CompleteAsync(result, () => [], Stop);

        Assert.Equal(["True 2", "True 600"], complete.Thresholds.Select(threshold => $"{threshold.Passed} {threshold.ActualText}"));
    }

    [Fact]
    public async Task Pages_are_read_until_there_is_no_token()
    {
        var asked = new List<string?>();
        using var server = new AnswerServer((_, body) =>
        {
            var request = JsonNode.Parse(body)!;
            if (request["MetricDataQueries"] is not JsonArray queries)
            {
                return (200, "{}");
            }

            var token = request["NextToken"]?.GetValue<string>();
            asked.Add(token);
            var mine = queries.Single(
                query => (string?)query!["MetricStat"]!["Metric"]!["Dimensions"]![0]!["Value"] == "MQTT")!["Id"]!.GetValue<string>();
            var page = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
            var next = page == 2 ? "" : $",\"NextToken\":\"{page + 1}\"";
            var minute = Minute.AddMinutes(page).ToUnixTimeSeconds();
            return (200, $$"""
                {"MetricDataResults":[{"Id":"{{mine}}","Timestamps":[{{minute}}],"Values":[{{page + 1}}],"StatusCode":"PartialData"}]{{next}}}
                """);
        });
        var connection = new AwsConnection
        {
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "secret",
            Region = "eu-west-1",
            EndpointUrl = server.Url.OriginalString
        };

        var points = await CloudWatchReader.ReadAsync(connection,
            new() { From = Minute, To = Minute.AddMinutes(3), NameFilter = name => name == "Connect.Success" }, Stop);

        Assert.Equal([null, "1", "2"], asked);
        Assert.Equal([1.0, 2.0, 3.0], points.Where(point => point.Statistic == "Sum").Select(point => point.Value));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(9, "Connect.Success (InternalError; try later)")]
    public async Task A_series_that_CloudWatch_cannot_read_is_asked_for_again_and_then_named(int failures, string? named)
    {
        var asked = 0;
        using var server = new AnswerServer((_, body) =>
        {
            if (JsonNode.Parse(body)!["MetricDataQueries"] is not JsonArray queries)
            {
                return (200, "{}");
            }

            // The first series fails, the others are whole.
            var failed = asked++ < failures;
            var results = queries.Select((query, index) => index == 0 && failed
                ? $$"""{"Id":"{{query!["Id"]}}","Timestamps":[],"Values":[],"StatusCode":"InternalError","Messages":[{"Code":"X","Value":"try later"}]}"""
                : $$"""{"Id":"{{query!["Id"]}}","Timestamps":[{{Minute.ToUnixTimeSeconds()}}],"Values":[1],"StatusCode":"Complete"}""");
            return (200, $$"""{"MetricDataResults":[{{string.Join(',', results)}}]}""");
        });
        var connection = new AwsConnection
        {
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "secret",
            Region = "eu-west-1",
            EndpointUrl = server.Url.OriginalString
        };
        var query = new CloudWatchQuery { From = Minute, To = Minute.AddMinutes(1), NameFilter = name => name == "Connect.Success" };

        if (named is null)
        {
            var points = await CloudWatchReader.ReadAsync(connection, query, Stop);
            Assert.Equal(2, points.Count(point => point.Statistic == "Sum"));
            return;
        }

        var error = await Assert.ThrowsAsync<LoadException>(() => CloudWatchReader.ReadAsync(connection, query, Stop));
        Assert.Equal("CloudWatchIncomplete", error.ErrorId);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_access_names_the_statement_that_would_allow_it()
    {
        using var server = new AnswerServer((_, _) => (400, """{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/me is not authorized to perform: cloudwatch:ListMetrics because no identity-based policy allows the cloudwatch:ListMetrics action"}"""));
        var connection = new AwsConnection
        {
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "secret",
            Region = "eu-west-1",
            EndpointUrl = server.Url.OriginalString
        };

        var denied = await Assert.ThrowsAsync<LoadException>(
            () => CloudWatchReader.ReadAsync(connection, new() { From = Minute, To = Minute.AddMinutes(1) }, Stop));

        Assert.Equal("AwsAccessDenied", denied.ErrorId);
        Assert.Contains("\"Action\":\"cloudwatch:ListMetrics\"", denied.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(20, 300)]
    [InlineData(100, 3600)]
    public void Old_ranges_are_read_as_coarsely_as_they_are_kept(int days, int period) =>
        Assert.Equal(period, new CloudWatchQuery { From = Minute.AddDays(-days), To = Minute }.PeriodAt(Minute));

    [Fact]
    public void A_range_is_complete_three_minutes_after_its_last_minute()
    {
        Assert.Equal(Minute.AddMinutes(3), CloudWatchReader.CompleteAt(Minute));
        Assert.Equal(Minute.AddMinutes(4), CloudWatchReader.CompleteAt(Minute.AddSeconds(1)));
    }

    private async Task<IReadOnlyList<CloudWatchPoint>> ReadAsync(CloudWatchQuery query) =>
        await CloudWatchReader.ReadAsync(await ConnectionAsync(Region), query, Stop);

    private async Task<AwsConnection> ConnectionAsync(string region) => new()
    {
        AccessKey = "AKIDEXAMPLE",
        SecretKey = "secret",
        Region = region,
        EndpointUrl = (await moto.UrlAsync()).OriginalString,
    };

    private async Task PutAsync(string space,
        IEnumerable<(string Name, string Dimension, string Value, DateTimeOffset Time, double Sum)> points, string region = Region)
    {
        using var folder = new PrivateFolder();
        var data = points.Select(point => new
        {
            MetricName = point.Name,
            Dimensions = new[] { new { Name = point.Dimension, point.Value } },
            Timestamp = point.Time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Value = point.Sum,
        });
        var file = folder.Write("data.json", JsonSerializer.Serialize(data));
        await AwsCli.RunAsync(await moto.UrlAsync(), "cloudwatch", "put-metric-data", "--namespace", space, "--metric-data",
            $"file://{file}", "--region", region);
    }
}
