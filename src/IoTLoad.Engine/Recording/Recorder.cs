using HdrHistogram;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Recording;

/// <summary>
/// Records for one event loop. The loop's scheduler and the completions of its sockets take <see cref="Gate"/> for the few
/// nanoseconds of a record; once a second the collector swaps the record for an empty one and does its merging and
/// encoding on what it took away, outside the hot path. Loops share nothing.
/// </summary>
internal sealed class Recorder
{
    private readonly Dictionary<(FailureKind Kind, string Reason), (long Count, string Example)> _failures = [];
    private readonly HashSet<string> _notes = [];
    private SecondRecord _spare = new();
    private RunFault? _firstFault;
    private int _online;
    private volatile bool _anyReady;

    /// <summary>Guards <see cref="Current"/>.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The second under way; only to be touched under <see cref="Gate"/>.</summary>
    public SecondRecord Current { get; private set; } = new();

    /// <summary>Connections of this loop that are up.</summary>
    public int Online => Volatile.Read(ref _online);

    /// <summary>Whether any device of this loop ever got as far as publishing or receiving.</summary>
    public bool AnyReady => _anyReady;

    /// <summary>Why the first attempt to connect or to subscribe that failed did.</summary>
    public RunFault? FirstFault => _firstFault;

    /// <summary>Notes that a connection came up (1) or went down (−1).</summary>
    public void ChangeOnline(int by) => Interlocked.Add(ref _online, by);

    /// <summary>Notes that a device is ready to publish or to receive.</summary>
    public void NoteReady() => _anyReady = true;

    /// <summary>Notes why a device could not come online; the first reason is kept.</summary>
    public void NoteFault(RunFault fault) => Interlocked.CompareExchange(ref _firstFault, fault, null);

    /// <summary>Counts a failure; <paramref name="example"/> is kept if it is the first for its reason.</summary>
    public void Fail(FailureKind kind, string reason, string example)
    {
        lock (_failures)
        {
            _failures[(kind, reason)] = _failures.TryGetValue((kind, reason), out var seen) ? (seen.Count + 1, seen.Example) : (1, example);
        }
    }

    /// <summary>Counts a connection attempt that succeeded.</summary>
    /// <param name="nanoseconds">How long it took, from the intended time.</param>
    /// <param name="parts">How long its parts took.</param>
    public void CountConnect(long nanoseconds, ConnectParts parts)
    {
        lock (Gate)
        {
            Current.Counters.ConnectAttempts++;
            Current.Counters.Connected++;
            SecondRecord.Record(Current.Latencies.Connect, nanoseconds);
            parts.RecordTo(Current.Latencies);
        }
    }

    /// <summary>Counts a connection attempt that failed.</summary>
    public void FailConnect(RunFault fault, string clientId)
    {
        Fail(FailureKind.Connect, fault.ErrorId, $"{clientId}: {fault.Message}");
        NoteFault(fault);
        CountFailedConnect();
    }

    /// <summary>Counts a connection attempt that failed, for a reason that is told elsewhere.</summary>
    public void CountFailedConnect()
    {
        lock (Gate)
        {
            Current.Counters.ConnectAttempts++;
            Current.Counters.ConnectFailed++;
        }
    }

    /// <summary>Notes what a reader of the result should know of the broker; what is said already is not said again.</summary>
    public void Note(string note)
    {
        lock (_notes)
        {
            _notes.Add(note);
        }
    }

    /// <summary>Notes since the start.</summary>
    public IReadOnlyList<string> CopyNotes()
    {
        lock (_notes)
        {
            return [.. _notes];
        }
    }

    /// <summary>Failures since the start.</summary>
    public IReadOnlyList<FailureCount> CopyFailures()
    {
        lock (_failures)
        {
            return [.. _failures.Select(f => new FailureCount(f.Key.Kind, f.Key.Reason, f.Value.Count, f.Value.Example))];
        }
    }

    /// <summary>Ends the second under way and hands it to <paramref name="use"/>; the record is reused once that returns.</summary>
    public void Cut(Action<SecondRecord> use)
    {
        SecondRecord ended;
        lock (Gate)
        {
            ended = Current;
            Current = _spare;
        }

        use(ended);
        ended.Reset();
        _spare = ended;
    }
}

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
