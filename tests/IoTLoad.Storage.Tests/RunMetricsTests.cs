using FsCheck.Xunit;
using HdrHistogram;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

public sealed class RunMetricsTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_second_is_one_point_for_each_metric_and_statistic()
    {
        var run = await _temporary.InterruptAsync("a", 2);

        var points = RunMetrics.Read(run).ToList();

        Assert.Equal(points.Count, points.Select(point => (point.Timestamp, point.Name, point.Statistic)).Distinct().Count());
        Assert.All(points, point => Assert.Equal(("a", "Run", 0), (point.TestId, point.Source, point.Shard)));
        var second = points.Where(point => point.Timestamp == TemporaryStore.Origin.AddSeconds(1))
            .ToDictionary(point => (point.Name, point.Statistic));
        (string Name, string Statistic, double Value, string Unit)[] expected =
        [
            ("Published", "Sum", 100, "Count"),
            ("PublishedBytes", "Sum", 25_600, "Bytes"),
            ("Online", "Last", 10, "Count"),
            ("TargetRate", "Last", 100, "Count/Second"),
            ("CpuPercent", "Mean", 25, "Percent"),
            ("GcPause", "Sum", 0.5, "Milliseconds"),
            ("Ack", "p50", 1.001, "Milliseconds"),
            ("Ack", "p99.9", 2, "Milliseconds"),
            ("Ack", "Max", 2, "Milliseconds"),
            ("Ack", "Mean", 1.5005, "Milliseconds"),
            ("Ack", "SampleCount", 2, "Count"),
        ];
        Assert.All(expected, point =>
        {
            var actual = second[(point.Name, point.Statistic)];
            Assert.Equal(point.Value, actual.Value, 9);
            Assert.Equal(point.Unit, actual.Unit);
        });
        Assert.DoesNotContain(points, point => point.Name == "ScheduleLag");
        Assert.Equal(RunMetrics.Names, RunMetrics.Names.Distinct());
    }

    [Fact]
    public async Task Only_the_metrics_asked_for_are_read()
    {
        var run = await _temporary.InterruptAsync("a", 2);

        var names = RunMetrics.Read(run, name => name is "Acked" or "RoundTrip").Select(point => point.Name).Distinct();

        Assert.Equal(["Acked", "RoundTrip"], names);
    }

    [Property(MaxTest = 20)]
    public async Task The_points_of_a_counter_add_up_to_its_total(int seed)
    {
        var random = new Random(seed);
        var id = $"r{Guid.NewGuid():N}";
        var total = new Counters();
        await using (var sink = _temporary.Store.Create(id, new LoadPlan(), TemporaryStore.Origin))
        {
            for (var second = 0; second < 5; second++)
            {
                for (var shard = 0; shard < 3; shard++)
                {
                    var counters = new Counters { Intended = random.Next(1000), Received = random.Next(1000), Lost = random.Next(9) };
                    total.Add(counters);
                    var slice = TemporaryStore.Slice(second) with { Counters = counters };
                    await sink.WriteAsync(TemporaryStore.Report(second, slice) with { Shard = shard }, CancellationToken.None);
                }
            }
        }

        var sums = RunMetrics.Read(_temporary.Store.Open(id))
            .Where(point => point.Statistic == "Sum")
            .GroupBy(point => point.Name)
            .ToDictionary(group => group.Key, group => group.Sum(point => point.Value));

        Assert.Equal((total.Intended, total.Received, total.Lost), (sums["Intended"], sums["Received"], sums["Lost"]));
    }

    [Fact]
    public async Task A_distribution_is_that_of_all_values_of_the_run()
    {
        var run = await _temporary.InterruptAsync("a", 3);

        var points = RunMetrics.ReadDistribution(run, "ack");

        Assert.All(points, point => Assert.Equal(("a", "Ack"), (point.TestId, point.Name)));
        Assert.Equal(points.OrderBy(point => point.Percentile).Select(point => point.Milliseconds)
            .Order(), points.Select(point => point.Milliseconds));
        Assert.Equal((100.0, 2.0, 6L), (points[^1].Percentile, points[^1].Milliseconds, points[^1].Count));
        Assert.Equal(1.0, points[0].Milliseconds);
        Assert.Empty(RunMetrics.ReadDistribution(run, "Connect"));
    }

    [Fact]
    public async Task An_unknown_latency_names_those_that_there_are()
    {
        var run = await _temporary.InterruptAsync("a", 1);

        var error = Assert.Throws<LoadException>(() => RunMetrics.ReadDistribution(run, "Published"));

        Assert.Equal("UnknownLatency", error.ErrorId);
        Assert.Contains("RoundTrip", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HdrHistogram_reads_the_log_of_histograms()
    {
        await _temporary.InterruptAsync("a", 3);
        using var file = File.OpenRead(_temporary.FileOf("a", "latency.hlog"));

        var histograms = new HistogramLogReader(file).ReadHistograms().ToList();

        Assert.Equal(["Ack", "RoundTrip", "Ack", "RoundTrip", "Ack", "RoundTrip"], histograms.Select(histogram => histogram.Tag));
        Assert.Equal([2L, 1, 2, 1, 2, 1], histograms.Select(histogram => histogram.TotalCount));
        Assert.Equal(2002, histograms[4].RecordedValues().First().ValueIteratedTo + 1000);
        Assert.Equal(TemporaryStore.Origin.AddSeconds(2).ToUnixTimeMilliseconds(), histograms[4].StartTimeStamp);
        Assert.Equal(TemporaryStore.Origin.AddSeconds(3).ToUnixTimeMilliseconds(), histograms[4].EndTimeStamp);
    }

    [Fact]
    public async Task The_log_of_histograms_is_text_as_other_tools_expect_it()
    {
        await _temporary.InterruptAsync("a", 1);

        var lines = await File.ReadAllLinesAsync(_temporary.FileOf("a", "latency.hlog"), System.Text.Encoding.ASCII,
            TestContext.Current.CancellationToken);

        Assert.Equal("#[Histogram log format version 1.3]", lines[0]);
        Assert.StartsWith("#[StartTime: 1795521600.000 (seconds since epoch), 2026-11-24T12:00:00", lines[1], StringComparison.Ordinal);
        Assert.Equal("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"", lines[2]);
        Assert.StartsWith("Tag=Ack,1795521600.000,1.000,2.000,HISTF", lines[3], StringComparison.Ordinal);
    }
}
