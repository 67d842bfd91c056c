using HdrHistogram;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices.Storms;

/// <summary>One storm of a shard: which devices it takes, and what became of them. Its devices are in several event loops.</summary>
internal sealed class Storm
{
    private readonly Lock _gate = new();
    private readonly LongHistogram _recovery = Latency.NewHistogram();
    private readonly int _devices;
    private readonly int _count;
    private readonly int _step;
    private readonly int _first;
    private long _dropped;
    private long _attempts;
    private long _refused;
    private long _queued;
    private long _drain;

    /// <param name="plan">The storm.</param>
    /// <param name="number">Its number in the plan.</param>
    /// <param name="whole">The plan.</param>
    /// <param name="seed">Seed of the choice of devices.</param>
    public Storm(StormPlan plan, int number, LoadPlan whole, ulong seed)
    {
        Plan = plan;
        Number = number;
        Backoff = plan.Backoff ?? whole.Devices.Backoff;
        _devices = whole.Devices.Count;
        _count = Math.Max(1, (int)Math.Round(plan.Share * _devices));
        var random = new SplitMix(seed, 0x5701_0000UL + (ulong)number);
        _first = random.NextInt(_devices);

        // A step that has no divisor in common with the number of devices gives each a rank of its own: every shard and loop alone knows
        // who is meant, the share is exact, and it is spread over them all.
        _step = 1 + random.NextInt(_devices);
        while (System.Numerics.BigInteger.GreatestCommonDivisor(_step, _devices) != 1)
        {
            _step++;
        }
    }

    /// <summary>The storm of the plan.</summary>
    public StormPlan Plan { get; }

    /// <summary>Its number in the plan.</summary>
    public int Number { get; }

    /// <summary>How devices return.</summary>
    public Backoff Backoff { get; }

    /// <summary>From when its devices can return, run clock; recovery is measured from then.</summary>
    public long ReturnFrom { get; private set; }

    /// <summary>Wills that the broker had sent before it; null where nobody counts.</summary>
    public long? WillsBefore { get; set; }

    /// <summary>Wills that the broker sent from it to the next one, or to the end; null where nobody counts.</summary>
    public long? Wills { get; set; }

    /// <summary>Whether it takes a device.</summary>
    public bool Takes(int device) => (((long)device * _step) + _first) % _devices < _count;

    /// <summary>It begins.</summary>
    /// <param name="at">When it was due, run clock.</param>
    public void Begin(long at) => ReturnFrom = at + (Plan.Outage.Ticks * 100);

    /// <summary>A device has lost its connection.</summary>
    public void CountDropped() => Interlocked.Increment(ref _dropped);

    /// <summary>A device tries to connect.</summary>
    public void CountAttempt() => Interlocked.Increment(ref _attempts);

    /// <summary>A device has tried to connect during the outage, and its attempt went nowhere.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);

    /// <summary>A device is back.</summary>
    public void CountBack(long now)
    {
        lock (_gate)
        {
            _recovery.RecordValue(Math.Clamp((now - ReturnFrom) / 1000, 1, Latency.MaxMicroseconds));
        }
    }

    /// <summary>A device that is back received what the broker had queued for its session.</summary>
    /// <param name="sinceBack">How long after it came back, nanoseconds.</param>
    public void CountQueued(long sinceBack)
    {
        lock (_gate)
        {
            _queued++;
            _drain = Math.Max(_drain, sinceBack);
        }
    }

    /// <summary>How it stands.</summary>
    public StormReport ToReport()
    {
        lock (_gate)
        {
            return new StormReport
            {
                Number = Number,
                Dropped = _dropped,
                Back = _recovery.TotalCount,
                Attempts = _attempts,
                Refused = _refused,
                Wills = Wills,
                Queued = _queued,
                DrainMilliseconds = _drain / 1e6,
                Recovery = LatencyCodec.Encode(_recovery),
            };
        }
    }
}
