using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Metrics;

/// <summary>What a series saw in one minute. Safe for concurrent use, without locks.</summary>
internal sealed class MinuteCell
{
    private readonly ConcurrentDictionary<double, long> _values = new();
    private long _ones;
    private long _count;
    private double _sum;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>Records a value.</summary>
    /// <param name="count">How often it was seen.</param>
    public void Add(double value, long count = 1)
    {
        // Nearly all that is counted are messages, by one.
        if (value == 1)
        {
            Interlocked.Add(ref _ones, count);
        }
        else
        {
            Add(count, value * count, value, value);
            _values.AddOrUpdate(value, count, (_, seen) => seen + count);
        }
    }

    /// <summary>Records the summary of several values.</summary>
    public void Add(long count, double sum, double minimum, double maximum)
    {
        Interlocked.Add(ref _count, count);
        Change(ref _sum, sum, static (old, value) => old + value);
        Change(ref _minimum, minimum, Math.Min);
        Change(ref _maximum, maximum, Math.Max);
    }

    /// <summary>What was recorded so far.</summary>
    public MetricSummary Read()
    {
        var ones = Interlocked.Read(ref _ones);
        var others = Interlocked.Read(ref _count);
        return new MetricSummary(
            ones + others,
            ones + Volatile.Read(ref _sum),
            ones > 0 ? Math.Min(1, Volatile.Read(ref _minimum)) : Volatile.Read(ref _minimum),
            ones > 0 ? Math.Max(1, Volatile.Read(ref _maximum)) : Volatile.Read(ref _maximum),
            ones > 0 ? [KeyValuePair.Create(1.0, ones), .. _values] : [.. _values]);
    }

    private static void Change(ref double field, double value, Func<double, double, double> combine)
    {
        var old = Volatile.Read(ref field);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref field, combine(old, value), old);
            if (found.Equals(old))
            {
                return;
            }

            old = found;
        }
    }
}

/// <summary>Values of a time range, as CloudWatch keeps them.</summary>
/// <param name="Minimum">Smallest; infinity where there are none.</param>
/// <param name="Maximum">Largest; minus infinity where there are none.</param>
/// <param name="Values">How often each value was seen; those of which only a summary arrived are not among them.</param>
internal readonly record struct MetricSummary(
    long Count, double Sum, double Minimum, double Maximum, IReadOnlyList<KeyValuePair<double, long>> Values)
{
    public static readonly MetricSummary Empty = new(0, 0, double.PositiveInfinity, double.NegativeInfinity, []);

    /// <summary>Two ranges as one.</summary>
    public MetricSummary With(MetricSummary other) => new(
        Count + other.Count, Sum + other.Sum, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum),
        [.. Values, .. other.Values]);

    /// <summary>The smallest value that a share of all values does not exceed.</summary>
    /// <param name="percent">Share, 0 to 100.</param>
    /// <returns>Null where values arrived as summaries, of which nobody can tell.</returns>
    public double? Percentile(double percent)
    {
        if (Values.Sum(value => value.Value) != Count)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        foreach (var (value, count) in Values.OrderBy(value => value.Key))
        {
            rank -= count;
            if (rank <= 0)
            {
                return value;
            }
        }

        return null;
    }
}
