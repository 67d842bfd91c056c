using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Metrics;

/// <summary>All metrics of the account: the sandbox's own and those that clients put.</summary>
/// <param name="faults">Faults that are on, of which a further delay is one.</param>
/// <param name="delay">How long after its beginning a minute is shown.</param>
internal sealed class MetricStore(FaultSwitch faults, TimeSpan delay, TimeProvider clock) : IMetricRecorder
{
    private readonly ConcurrentDictionary<MetricKey, MetricSeries> _series = new();

    /// <summary>The beginning of the last minute that is shown.</summary>
    public DateTimeOffset Shown => clock.GetUtcNow() - delay - faults.Current.CloudWatchDelay;

    /// <summary>All series that have values.</summary>
    public IEnumerable<MetricSeries> All => _series.Values.Where(series => series.HasValues);

    public IMetricSeries Series(string space, string name, params (string Name, string Value)[] dimensions)
    {
        var series = Find(new MetricKey(space, name, dimensions));
        series.Unit ??= name is "Duration" or "AsyncEventAge" or "PostRuntimeExtensionsDuration" ? "Milliseconds" : "Count";
        return series;
    }

    /// <summary>The series of a key, made where it is missing.</summary>
    public MetricSeries Find(MetricKey key) => _series.GetOrAdd(key, static (key, clock) => new MetricSeries(key, clock), clock);
}

/// <summary>Takes what CloudWatch will show. Safe for concurrent use.</summary>
internal interface IMetricRecorder
{
    /// <summary>The series of a metric; ask once and keep it where much is counted.</summary>
    /// <param name="space">Namespace, such as <c>AWS/IoT</c>.</param>
    /// <param name="name">Metric name, such as <c>PublishIn.Success</c>.</param>
    IMetricSeries Series(string space, string name, params (string Name, string Value)[] dimensions);
}

/// <summary>One series of values, kept by minute. Safe for concurrent use, and cheap enough for every message.</summary>
internal interface IMetricSeries
{
    /// <summary>Records a value now.</summary>
    void Add(double value = 1);
}
