using HdrHistogram;

namespace IoTLoad.Engine.Reports;

/// <summary>One second of several shards, folded as it comes, so that memory grows with the length of a test and not with its shards.</summary>
internal sealed class MergedSecond
{
    // Sums of doubles depend on their order; sums of millionths do not.
    private const double Scale = 1e6;

    private readonly Counters _counters = new();
    private LatencySet _latencies = new();
    private RunPhase _phase = RunPhase.Done;
    private int _online;
    private long _targetRate;
    private long _cpuPercent;
    private double _gcPause;

    /// <summary>Adds one shard's slice.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="scratch">A histogram to add up in; its contents are lost.</param>
    /// <exception cref="FormatException">A histogram in the slice is damaged.</exception>
    public void Add(Slice slice, LongHistogram scratch)
    {
        _latencies = new LatencySet
        {
            Connect = Merge(_latencies.Connect, slice.Latencies.Connect, scratch),
            Ack = Merge(_latencies.Ack, slice.Latencies.Ack, scratch),
            AckService = Merge(_latencies.AckService, slice.Latencies.AckService, scratch),
            RoundTrip = Merge(_latencies.RoundTrip, slice.Latencies.RoundTrip, scratch),
            ScheduleLag = Merge(_latencies.ScheduleLag, slice.Latencies.ScheduleLag, scratch),
        };
        _counters.Add(slice.Counters);
        _phase = slice.Phase < _phase ? slice.Phase : _phase;
        _online += slice.Online;
        _targetRate += (long)Math.Round(slice.TargetRate * Scale);
        _cpuPercent += (long)Math.Round(slice.CpuPercent * Scale);
        _gcPause = Math.Max(_gcPause, slice.GcPauseMilliseconds);
    }

    /// <summary>The sum so far.</summary>
    public Slice ToSlice(int second) => new()
    {
        Second = second,
        Phase = _phase,
        Counters = _counters with { },
        Latencies = _latencies,
        Online = _online,
        TargetRate = _targetRate / Scale,
        CpuPercent = _cpuPercent / Scale,
        GcPauseMilliseconds = _gcPause,
    };

    private static string? Merge(string? left, string? right, LongHistogram scratch)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        scratch.Reset();
        LatencyCodec.AddTo(scratch, left);
        LatencyCodec.AddTo(scratch, right);
        return LatencyCodec.Encode(scratch);
    }
}
