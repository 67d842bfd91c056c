using System.Text.Json;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class CatalogueTests
{
    public static TheoryData<string> Counters { get; } = [.. typeof(Counters).GetProperties().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Counters))]
    public void A_counter_is_added_cleared_sent_and_shown_wherever_counters_are(string name)
    {
        var counter = Assert.Single(CounterMetric.All, counter => counter.Name == name);
        var counters = new Counters();
        typeof(Counters).GetProperty(name)!.SetValue(counters, 7);
        var sum = counters with { };
        sum.Add(counters);

        Assert.Equal((7, 14), (counter.Of(counters), counter.Of(sum)));
        Assert.Equal(7, SliceMetric.All.Single(metric => metric.Name == name)
            .Of(new Slice { Counters = counters, Latencies = new LatencySet() }));
        Assert.Contains(Camel(name), Threshold.MetricNames);
        Assert.Equal(7L, ResultColumn.All.Single(column => column.Name == name).Of(Sample.Result(counters: counters)));
        var json = JsonSerializer.Serialize(Sample.Result(counters: counters), EngineJson.Default.LoadResult);
        Assert.Equal(7, JsonDocument.Parse(json).RootElement.GetProperty("counters").GetProperty(Camel(name)).GetInt64());

        sum.Clear();
        Assert.Equal(new Counters(), sum);
    }

    [Fact]
    public void Every_latency_is_merged_encoded_and_shown_with_every_statistic()
    {
        var values = LatencyMetric.All.ToDictionary(latency => latency.Name, latency => (latency.Index + 1) * 100L);
        var totals = new LatencyTotals();
        foreach (var latency in LatencyMetric.All)
        {
            totals[latency].RecordValue(values[latency.Name]);
        }

        var set = totals.ToSet();
        var result = Sample.Result(latencies: set);

        foreach (var latency in LatencyMetric.All)
        {
            Assert.Equal(typeof(LatencySet).GetProperty(latency.Name)!.GetValue(set), latency.EncodedOf(set));
            Assert.Equal(typeof(TestMeasurements).GetProperty(latency.Name)!.GetValue(result), result.Latency(latency));
            Assert.Equal(values[latency.Name], LatencyCodec.Decode(latency.EncodedOf(set)).GetValueAtPercentile(100));
            Assert.All(LatencyStatistic.All, statistic => Assert.Contains($"{Camel(latency.Name)}.{statistic.Key}", Threshold.MetricNames));
            Assert.Equal(result.Latency(latency).P99, ResultColumn.All.Single(column => column.Name == latency.Name + "P99").Of(result));
            Assert.Equal(latency.IsPart ? 0 : 1, ResultColumn.All.Count(column => column.Name == latency.Name + "P999"));
        }
    }

    [Fact]
    public void A_result_is_a_row_with_distinct_columns_in_the_documented_order()
    {
        var names = ResultColumn.All.Select(column => column.Name).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(["Id", "Name", "Started", "Ended", "DurationSeconds", "Outcome", "Passed"], names[..7]);
        Assert.Equal(["GeneratorSaturated", "CpuPercent", "TopFailure", "Notes", "Seed", "Folder"], names[^6..]);
        Assert.Contains("LostPercent", names);
        Assert.Contains("ScheduleLagMax", names);
    }

    [Fact]
    public void A_column_of_what_was_not_measured_is_empty()
    {
        var result = Sample.Result(Sample.Plan with { Traffic = new TrafficPlan { QoS = 0 } });

        Assert.Null(ResultColumn.All.Single(column => column.Name == "Acked").Of(result));
        Assert.Null(ResultColumn.All.Single(column => column.Name == "AckP99").Of(result));
        Assert.Equal("2026-11-24T12:00:00.000Z", ResultColumn.All.Single(column => column.Name == "Started").Of(result));
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
