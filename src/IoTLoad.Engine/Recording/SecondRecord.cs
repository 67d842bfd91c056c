using HdrHistogram;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Recording;

/// <summary>
/// What one event loop records in one second. Latencies run from the intended time (wrk2's and HdrHistogram's lesson: a
/// generator that measures from the actual send hides every wait that a slow broker imposes on the next message, because
/// it was not sent while it waited).
/// </summary>
internal sealed class SecondRecord
{
    public Counters Counters { get; } = new();

    public LatencyTotals Latencies { get; } = new();

    /// <summary>Records a span of the run clock, nanoseconds; what is out of the histogram's range is clipped to it.</summary>
    public static void Record(LongHistogram histogram, long nanoseconds) =>
        histogram.RecordValue(Math.Clamp(nanoseconds / 1000, 0, Latency.MaxMicroseconds));

    /// <summary>Adds <paramref name="other"/> to this.</summary>
    public void Add(SecondRecord other)
    {
        Counters.Add(other.Counters);
        Latencies.Add(other.Latencies);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Counters.Clear();
        Latencies.Clear();
    }
}
