using IoTLoad.Engine.Connecting.Faults;
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
    private SecondRecord _spare = new();
    private ConnectFault? _firstFault;
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
    public ConnectFault? FirstFault => _firstFault;

    /// <summary>Notes that a connection came up (1) or went down (−1).</summary>
    public void ChangeOnline(int by) => Interlocked.Add(ref _online, by);

    /// <summary>Notes that a device is ready to publish or to receive.</summary>
    public void NoteReady() => _anyReady = true;

    /// <summary>Notes why a device could not come online; the first reason is kept.</summary>
    public void NoteFault(ConnectFault fault) => Interlocked.CompareExchange(ref _firstFault, fault, null);

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
    public void CountConnect(long nanoseconds)
    {
        lock (Gate)
        {
            Current.Counters.ConnectAttempts++;
            Current.Counters.Connected++;
            SecondRecord.Record(Current.Latencies.Connect, nanoseconds);
        }
    }

    /// <summary>Counts a connection attempt that failed.</summary>
    public void FailConnect(ConnectFault fault, string clientId)
    {
        Fail(FailureKind.Connect, fault.Reason, $"{clientId}: {fault.Message}");
        NoteFault(fault);
        lock (Gate)
        {
            Current.Counters.ConnectAttempts++;
            Current.Counters.ConnectFailed++;
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
