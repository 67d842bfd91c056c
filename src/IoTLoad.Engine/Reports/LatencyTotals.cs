using HdrHistogram;

namespace IoTLoad.Engine.Reports;

/// <summary>The latency histograms of a test or a part of it, added up.</summary>
public sealed class LatencyTotals
{
    private readonly LongHistogram[] _all = [.. LatencyMetric.All.Select(_ => Latency.NewHistogram())];

    /// <summary>From the intended connect time to CONNACK.</summary>
    public LongHistogram Connect => this[LatencyMetric.Connect];

    /// <summary>From the intended publish time to the acknowledgement.</summary>
    public LongHistogram Ack => this[LatencyMetric.Ack];

    /// <summary>From the actual send to the acknowledgement.</summary>
    public LongHistogram AckService => this[LatencyMetric.AckService];

    /// <summary>From the intended publish time to receipt.</summary>
    public LongHistogram RoundTrip => this[LatencyMetric.RoundTrip];

    /// <summary>From the intended publish time to the moment the generator attended to it.</summary>
    public LongHistogram ScheduleLag => this[LatencyMetric.ScheduleLag];

    /// <summary>The histogram of a latency.</summary>
    public LongHistogram this[LatencyMetric latency]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(latency);
            return _all[latency.Index];
        }
    }

    /// <summary>Adds encoded histograms.</summary>
    /// <exception cref="FormatException">One of them is damaged.</exception>
    public void Add(LatencySet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        foreach (var latency in LatencyMetric.All)
        {
            LatencyCodec.AddTo(this[latency], latency.EncodedOf(set));
        }
    }

    /// <summary>Adds histograms.</summary>
    public void Add(LatencyTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _all.Length; i++)
        {
            if (other._all[i].TotalCount > 0)
            {
                _all[i].Add(other._all[i]);
            }
        }
    }

    /// <summary>Empties all of them.</summary>
    public void Clear()
    {
        foreach (var histogram in _all)
        {
            // An empty one needs no wiping of its 190 KB.
            if (histogram.TotalCount > 0)
            {
                histogram.Reset();
            }
        }
    }

    /// <summary>Encodes all of them.</summary>
    public LatencySet ToSet() => LatencySet.Of(latency => LatencyCodec.Encode(this[latency]));
}
