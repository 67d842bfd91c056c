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

/// <summary>A metric by minute.</summary>
internal sealed class MetricSeries(MetricKey key, TimeProvider clock) : IMetricSeries
{
    private readonly ConcurrentDictionary<long, MinuteCell> _minutes = new();
    private Current _current = new(-1, new MinuteCell());

    /// <summary>What it is called.</summary>
    public MetricKey Key => key;

    /// <summary>Unit; null where nobody has said.</summary>
    public string? Unit { get; set; }

    /// <summary>Whether any value was recorded.</summary>
    public bool HasValues => !_minutes.IsEmpty;

    public void Add(double value = 1)
    {
        var minute = MinuteOf(clock.GetUtcNow());
        var current = _current;
        if (current.Minute != minute)
        {
            _current = current = new Current(minute, At(minute));
        }

        current.Cell.Add(value);
    }

    public MinuteCell At(DateTimeOffset time) => At(MinuteOf(time));

    /// <summary>Values by period; periods without any are left out.</summary>
    /// <param name="to">End, which is not in the range.</param>
    /// <param name="period">Length of a period, whole minutes.</param>
    /// <param name="shown">Minutes that begin later are not shown.</param>
    public SortedDictionary<DateTimeOffset, MetricSummary> Read(
        DateTimeOffset from, DateTimeOffset to, TimeSpan period, DateTimeOffset shown)
    {
        var periods = new SortedDictionary<DateTimeOffset, MetricSummary>();
        foreach (var (minute, cell) in _minutes)
        {
            var time = DateTimeOffset.UnixEpoch.AddMinutes(minute);
            var begin = new DateTimeOffset(time.Ticks - (time.Ticks % period.Ticks), TimeSpan.Zero);
            if (begin >= from && begin < to && time <= shown)
            {
                periods[begin] = periods.GetValueOrDefault(begin, MetricSummary.Empty).With(cell.Read());
            }
        }

        return periods;
    }

    private static long MinuteOf(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute;

    private MinuteCell At(long minute) => _minutes.GetOrAdd(minute, static _ => new MinuteCell());

    private sealed record Current(long Minute, MinuteCell Cell);
}

/// <summary>What tells a metric from others: namespace, name and dimensions, whose order does not matter.</summary>
internal sealed class MetricKey : IEquatable<MetricKey>
{
    private readonly string _text;

    public MetricKey(string space, string name, IEnumerable<(string Name, string Value)> dimensions)
    {
        Space = space;
        Name = name;
        Dimensions = [.. dimensions.OrderBy(dimension => dimension.Name, StringComparer.Ordinal)];
        _text = string.Join('\0', [space, name, .. Dimensions.SelectMany(dimension => (string[])[dimension.Name, dimension.Value])]);
    }

    public string Space { get; }
    public string Name { get; }

    /// <summary>Dimensions, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Dimensions { get; }

    public bool Equals(MetricKey? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as MetricKey);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}
