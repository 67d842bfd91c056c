using HdrHistogram;

namespace IoTLoad.Engine.Reports;

/// <summary>The five latency histograms of a test or a part of it, added up.</summary>
public sealed class LatencyTotals
{
    /// <summary>From the intended connect time to CONNACK.</summary>
    public LongHistogram Connect { get; } = Latency.NewHistogram();

    /// <summary>From the intended publish time to the acknowledgement.</summary>
    public LongHistogram Ack { get; } = Latency.NewHistogram();

    /// <summary>From the actual send to the acknowledgement.</summary>
    public LongHistogram AckService { get; } = Latency.NewHistogram();

    /// <summary>From the intended publish time to receipt.</summary>
    public LongHistogram RoundTrip { get; } = Latency.NewHistogram();

    /// <summary>From the intended publish time to the moment the generator attended to it.</summary>
    public LongHistogram ScheduleLag { get; } = Latency.NewHistogram();

    /// <summary>Adds encoded histograms.</summary>
    /// <exception cref="FormatException">One of them is damaged.</exception>
    public void Add(LatencySet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        LatencyCodec.AddTo(Connect, set.Connect);
        LatencyCodec.AddTo(Ack, set.Ack);
        LatencyCodec.AddTo(AckService, set.AckService);
        LatencyCodec.AddTo(RoundTrip, set.RoundTrip);
        LatencyCodec.AddTo(ScheduleLag, set.ScheduleLag);
    }

    /// <summary>Adds histograms.</summary>
    public void Add(LatencyTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Add(Connect, other.Connect);
        Add(Ack, other.Ack);
        Add(AckService, other.AckService);
        Add(RoundTrip, other.RoundTrip);
        Add(ScheduleLag, other.ScheduleLag);
    }

    /// <summary>Empties all five.</summary>
    public void Clear()
    {
        foreach (var histogram in (ReadOnlySpan<LongHistogram>)[Connect, Ack, AckService, RoundTrip, ScheduleLag])
        {
            // An empty one needs no wiping of its 190 KB.
            if (histogram.TotalCount > 0)
            {
                histogram.Reset();
            }
        }
    }

    /// <summary>Encodes all five.</summary>
    public LatencySet ToSet() => new()
    {
        Connect = LatencyCodec.Encode(Connect),
        Ack = LatencyCodec.Encode(Ack),
        AckService = LatencyCodec.Encode(AckService),
        RoundTrip = LatencyCodec.Encode(RoundTrip),
        ScheduleLag = LatencyCodec.Encode(ScheduleLag),
    };

    private static void Add(LongHistogram to, LongHistogram from)
    {
        if (from.TotalCount > 0)
        {
            to.Add(from);
        }
    }
}
