using System.Diagnostics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Recording;

/// <summary>How long each part of one attempt to connect took, as a connection has it.</summary>
internal sealed class ConnectParts
{
    private readonly List<(LatencyMetric Part, long Nanoseconds)> _parts = new(4);

    /// <summary>Notes how long a part took.</summary>
    public void Add(LatencyMetric part, long nanoseconds) => _parts.Add((part, nanoseconds));

    /// <summary>Notes a part that began at <paramref name="start"/>, a time stamp of <see cref="Stopwatch"/>, and ends now.</summary>
    public void AddSince(LatencyMetric part, long start) => Add(part, Stopwatch.GetElapsedTime(start).Ticks * 100);

    /// <summary>Records the parts.</summary>
    public void RecordTo(LatencyTotals latencies)
    {
        foreach (var (part, nanoseconds) in _parts)
        {
            SecondRecord.Record(latencies[part], nanoseconds);
        }
    }
}
