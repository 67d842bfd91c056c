using System.Diagnostics.Metrics;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Otlp;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Every_metric_of_the_catalogue_is_a_metric_point_an_InfluxDB_field_and_an_OTLP_instrument()
    {
        var instruments = new List<string>();
        using var listener = new MeterListener();
        using var series = new OtlpSeries([], new Dictionary<string, string>());
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == series.Meter)
            {
                instruments.Add(instrument.Name.Replace("_", "", StringComparison.Ordinal));
            }
        };
        listener.Start();

        Assert.All(CounterMetric.All, counter => Assert.Contains(SliceMetric.All, metric => metric.Name == counter.Name));
        Assert.All(SliceMetric.All, metric =>
        {
            Assert.Contains(metric.Name, RunMetrics.Names);
            Assert.Contains(metric.Name, SecondField.All.Select(field => field.Name));
            Assert.Contains($"iotload.{metric.Name.ToLowerInvariant()}", instruments);
        });
        Assert.All(LatencyMetric.All, latency =>
        {
            Assert.Contains(latency.Name, RunMetrics.LatencyNames);
            Assert.All(LatencyStatistic.All.Where(statistic => statistic.EverySecond), statistic =>
            {
                Assert.Contains(statistic.Name, RunMetrics.Statistics);
                Assert.Contains(SecondField.All, field => field.Name == latency.Name && field.Statistic == statistic.Name);
            });
        });
    }
}
