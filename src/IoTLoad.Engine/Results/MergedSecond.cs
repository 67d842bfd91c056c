using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Results;

/// <summary>
/// One second of several shards, added up as it comes, so that memory grows with the length of a test and not with its shards.
/// A second that nothing is expected of any more is sealed, and its distributions go elsewhere; a late slice opens it again.
/// </summary>
internal sealed class MergedSecond
{
    // Sums of doubles depend on their order; sums of millionths do not.
    private const double Scale = 1e6;

    private readonly Counters _counters = new();
    private SealedSeconds.Place? _sealed;
    private SparseCounts[]? _open;
    private RunPhase _phase = RunPhase.Done;
    private bool _isRunning;
    private int _online;
    private long _targetRate;
    private long _cpuPercent;
    private double _gcPause;

    /// <summary>Whether it is kept at its full size.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Adds one shard's slice; the second of a scenario that runs makes the whole test one that runs.</summary>
    /// <exception cref="FormatException">A histogram is damaged; of the slice, only a part of its latencies is then counted.</exception>
    public void Add(Slice slice, bool isOfScenario = false)
    {
        Add(slice.Latencies);
        _isRunning |= isOfScenario && slice.Phase == RunPhase.Running;
        _counters.Add(slice.Counters);
        _phase = slice.Phase < _phase ? slice.Phase : _phase;
        _online += slice.Online;
        _targetRate += (long)Math.Round(slice.TargetRate * Scale);
        _cpuPercent += (long)Math.Round(slice.CpuPercent * Scale);
        _gcPause = Math.Max(_gcPause, slice.GcPauseMilliseconds);
    }

    /// <summary>Makes it small.</summary>
    public void Seal(SealedSeconds seconds)
    {
        if (_open is not null)
        {
            _sealed = seconds.Put(Encoded());
            _open = null;
        }
    }

    /// <summary>The sum so far.</summary>
    public Slice ToSlice(int second) => new()
    {
        Second = second,
        Phase = _isRunning ? RunPhase.Running : _phase,
        Counters = _counters with { },
        Latencies = Encoded(),
        Online = _online,
        TargetRate = _targetRate / Scale,
        CpuPercent = _cpuPercent / Scale,
        GcPauseMilliseconds = _gcPause,
    };

    private void Add(LatencySet latencies)
    {
        if (latencies == new LatencySet())
        {
            return;
        }

        if (_open is null)
        {
            _open = [.. LatencyMetric.All.Select(_ => new SparseCounts())];
            AddTo(_open, Sealed);
            _sealed = null;
        }

        AddTo(_open, latencies);
    }

    private static void AddTo(SparseCounts[] counts, LatencySet set)
    {
        foreach (var latency in LatencyMetric.All)
        {
            LatencyCodec.AddTo(counts[latency.Index], latency.EncodedOf(set));
        }
    }

    private LatencySet Encoded() => _open is { } open
        ? LatencySet.Of(latency => LatencyCodec.Encode(open[latency.Index]))
        : Sealed;

    private LatencySet Sealed => _sealed?.Get() ?? new LatencySet();
}
