using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Tests.Services;

public sealed class MetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_counts_are_all_counted()
    {
        var store = new MetricStore(new FaultSwitch(), TimeSpan.Zero, new TestClock(DateTimeOffset.UnixEpoch));
        var series = store.Series("AWS/IoT", "PublishIn.Success", ("Protocol", "MQTT"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 50_000; i++)
                {
                    series.Add();
                    store.Series("AWS/IoT", "PublishIn.Success", ("Protocol", "MQTT")).Add(3);
                }
            },
            Stop)));
        var summary = Assert.Single(store.All)
            .Read(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), TimeSpan.FromMinutes(1), store.Shown).Single();
        Assert.Equal((400_000, 800_000.0, 1.0, 3.0),
            (summary.Value.Count, summary.Value.Sum, summary.Value.Minimum, summary.Value.Maximum));
    }

    [Fact]
    public void A_minute_shows_once_the_delay_is_over()
    {
        var clock = new TestClock(DateTimeOffset.UnixEpoch.AddSeconds(59));
        var faults = new FaultSwitch();
        var store = new MetricStore(faults, TimeSpan.FromSeconds(90), clock);
        var series = (MetricSeries)store.Series("AWS/IoT", "Connect.Success");
        series.Add();
        Assert.Equal(0, Shown());
        clock.Now = DateTimeOffset.UnixEpoch.AddSeconds(90);
        Assert.Equal(1, Shown());
        faults.Current = new SandboxFaults { CloudWatchDelay = TimeSpan.FromSeconds(60) };
        Assert.Equal(0, Shown());
        clock.Now = DateTimeOffset.UnixEpoch.AddSeconds(150);
        Assert.Equal(1, Shown());

        int Shown() => series.Read(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), TimeSpan.FromMinutes(1),
            store.Shown).Count;
    }

    [Fact]
    public async Task Dimensions_make_the_metric_in_whatever_order()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        sandbox.Host.Metrics.Series("AWS/IoT", "Success", ("RuleName", "r"), ("ActionType", "Lambda")).Add(2);
        sandbox.Host.Metrics.Series("AWS/IoT", "Success", ("ActionType", "Lambda"), ("RuleName", "r")).Add(3);
        sandbox.Host.Metrics.Series("AWS/IoT", "Success", ("RuleName", "r")).Add(4);
        var cloudWatch = sandbox.CloudWatch();
        Assert.Equal(2, (await cloudWatch.ListMetricsAsync(new() { Namespace = "AWS/IoT" }, Stop)).Metrics!.Count);
        var both = JsonNode.Parse(await sandbox.AwsCliAsync("cloudwatch", "list-metrics", "--dimensions", "Name=ActionType",
            "Name=RuleName,Value=r"))!["Metrics"]!.AsArray();
        var dimensions = Assert.Single(both)!["Dimensions"]!.AsArray().Select(each => each.Deserialize<Dimension>()!);
        var metric = new Metric { Namespace = "AWS/IoT", MetricName = "Success", Dimensions = [.. dimensions] };
        Assert.Equal([5.0], await ReadAsync(cloudWatch, metric, "Sum"));
        Assert.Equal([2.5], await ReadAsync(cloudWatch, metric, "Average"));
        Assert.Equal([3.0], await ReadAsync(cloudWatch, metric, "p99"));
        Assert.Equal([2.0], await ReadAsync(cloudWatch, metric, "p50"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(true, 4)]
    [InlineData(false, 1)]
    [InlineData(false, 5)]
    [InlineData(false, 100)]
    public async Task Values_are_read_by_pages_of_whatever_size(bool ascending, int size)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var start = new DateTimeOffset(DateTimeOffset.UtcNow.AddHours(-1).UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute,
            TimeSpan.Zero);
        foreach (var name in (string[])["a", "b"])
        {
            var series = sandbox.Host.Metrics.Find(new MetricKey("Load", name, []));
            for (var i = 0; i < 4; i++)
            {
                series.At(start.AddMinutes(i)).Add(10 + i);
            }
        }

        var request = new GetMetricDataRequest
        {
            StartTime = start.UtcDateTime,
            EndTime = start.AddMinutes(4).UtcDateTime,
            ScanBy = ascending ? ScanBy.TimestampAscending : new ScanBy("TimestampDescending"),
            MaxDatapoints = size,
            MetricDataQueries = [.. ((string[])["a", "none", "b"]).Select((name, i) => new MetricDataQuery { Id = $"q{i}", MetricStat =
                new() { Metric = new() { Namespace = "Load", MetricName = name }, Period = 60, Stat = "Sum" } })],
        };
        var values = new Dictionary<string, List<double>>();
        var pages = 0;
        do
        {
            var page = await sandbox.CloudWatch().GetMetricDataAsync(request, Stop);
            Assert.True(page.MetricDataResults!.Sum(result => result.Values?.Count ?? 0) <= size);
            foreach (var result in page.MetricDataResults!)
            {
                (values.TryGetValue(result.Id!, out var list) ? list : values[result.Id!] = []).AddRange(result.Values ?? []);
            }

            request.NextToken = page.NextToken;
            Assert.True(++pages < 20);
        }
        while (request.NextToken is not null);
        double[] expected = ascending ? [10, 11, 12, 13] : [13, 12, 11, 10];
        Assert.Equal(expected, values["q0"]);
        Assert.Empty(values["q1"]);
        Assert.Equal(expected, values["q2"]);
    }

    [Theory]
    [InlineData("TM(10%:90%)", 60)]
    [InlineData("Sum", 10)]
    public async Task Unsupported_metric_requests_are_refused(string statistic, int period)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        sandbox.Host.Metrics.Series("Load", "a").Add();
        var stat = new MetricStat { Metric = new() { Namespace = "Load", MetricName = "a" }, Period = period, Stat = statistic };
        var request = new GetMetricDataRequest
        {
            StartTime = DateTime.UtcNow.AddHours(-1),
            EndTime = DateTime.UtcNow.AddHours(1),
            MetricDataQueries = [new() { Id = "q", MetricStat = stat }],
        };
        await SignedHttp.RefusedAsync("InvalidParameterValue", () => sandbox.CloudWatch().GetMetricDataAsync(request, Stop));
    }

    [Fact]
    public async Task Metric_math_is_refused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => sandbox.AwsCliAsync("cloudwatch", "get-metric-data", "--start-time",
            "2026-01-01T00:00:00Z", "--end-time", "2026-01-01T01:00:00Z", "--metric-data-queries",
            """[{"Id":"q","Expression":"SUM(METRICS())"}]"""));
        Assert.Contains("InvalidParameterValue", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<List<double>> ReadAsync(AmazonCloudWatchClient client, Metric metric, string statistic)
    {
        var answer = await client.GetMetricDataAsync(
            new()
            {
                StartTime = DateTime.UtcNow.AddHours(-1),
                EndTime = DateTime.UtcNow.AddHours(1),
                MetricDataQueries = [new() { Id = "q", MetricStat = new() { Metric = metric, Period = 3600, Stat = statistic } }],
            },
            Stop);
        return answer.MetricDataResults!.Single().Values!;
    }
}
