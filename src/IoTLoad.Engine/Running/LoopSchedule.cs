using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>
/// One event loop's part of the schedule: hands each message to its device when it is due, and records what was offered. The loop's
/// thread offers; others begin and stop it.
/// </summary>
internal sealed class LoopSchedule
{
    private readonly RunClock _clock;
    private readonly Recorder _recorder;
    private readonly ILoadDevice[] _senders;
    private readonly ArrivalSequence _arrivals;
    private readonly List<ILoadDevice> _marked = [];
    private readonly List<long> _dueTimes = [];
    private long _offerFrom;
    private long _start = long.MaxValue;
    private long _stop = long.MaxValue;
    private volatile bool _over;

    /// <param name="setup">What all devices share.</param>
    /// <param name="recorder">The loop's.</param>
    /// <param name="shape">The plan's rate over time.</param>
    /// <param name="senders">The loop's devices that publish, by their connections.</param>
    /// <param name="loops">Loops of this shard.</param>
    public LoopSchedule(DeviceSetup setup, Recorder recorder, LoadShape shape, ILoadDevice[] senders, int loops)
    {
        (_clock, _recorder, _senders) = (setup.Clock, recorder, senders);

        // The schedule's senders are dealt to the shards, and a shard's connections to its loops. Senders are a run of connections,
        // so a loop's senders are dealt too.
        var shard = setup.Shard;
        var first = senders.Length == 0 ? 0 : setup.Routes.SenderOf(senders[0].Connection) - shard.Senders.First;
        var slice = new SenderSlice(shard.Shard + (first * shard.Shards), loops * shard.Shards, senders.Length, setup.Routes.Senders);
        _arrivals = new ArrivalSequence(
            shape, slice, shard.Plan.Arrival, setup.Contexts.Seed, shard.From.TotalSeconds,
            (shard.From + shard.Duration).TotalSeconds, shard.Plan.MessageCount);
    }

    /// <summary>When the schedule's first moment is, or was, run clock; <see cref="long.MaxValue"/> before it has begun.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>Whether every message has been handed out, or the schedule was stopped.</summary>
    public bool Over
    {
        get => _over;
        set => _over = value;
    }

    /// <summary>Messages that were due before the schedule could begin here, and were missed for that.</summary>
    public long Late { get; private set; }

    /// <summary>When the next message is due, run clock; <see cref="long.MaxValue"/> if none is.</summary>
    public long NextDue => Start is var start && (start == long.MaxValue || _over || !_arrivals.HasNext)
        ? long.MaxValue : start + _arrivals.NextDue;

    /// <summary>Begins it.</summary>
    /// <param name="at">When its first moment is, or was, run clock.</param>
    /// <param name="offerFrom">What was due before this time is missed.</param>
    public void Begin(long at, long offerFrom)
    {
        _offerFrom = offerFrom;
        Volatile.Write(ref _start, at);
    }

    /// <summary>Ends it at a time, run clock, unless it ends earlier.</summary>
    public void Stop(long at)
    {
        if (at < Volatile.Read(ref _stop))
        {
            Volatile.Write(ref _stop, at);
        }
    }

    /// <summary>Hands out what is due.</summary>
    public void OfferDue(long now)
    {
        var start = Start;
        if (now < start || _over)
        {
            return;
        }

        var until = Math.Min(now, Volatile.Read(ref _stop));
        var missed = 0;
        var late = 0;
        while (_arrivals.HasNext && start + _arrivals.NextDue <= until)
        {
            var due = start + _arrivals.NextDue;
            if (due < _offerFrom)
            {
                _arrivals.Advance();
                late++;
                continue;
            }

            var device = _senders[_arrivals.NextPosition];
            _arrivals.Advance();
            _dueTimes.Add(due);
            var offer = device.Offer(due);
            if (offer == OfferResult.Missed)
            {
                missed++;
            }
            else if (offer == OfferResult.Ready && !device.Marked)
            {
                device.Marked = true;
                _marked.Add(device);
            }
        }

        if (_dueTimes.Count + late > 0)
        {
            Record(missed, late);
            foreach (var device in _marked)
            {
                device.Marked = false;
                device.Pump();
            }

            _marked.Clear();
        }

        _over = !_arrivals.HasNext || until < now;
    }

    private void Record(int missed, int late)
    {
        Late += late;
        lock (_recorder.Gate)
        {
            var now = _clock.Now;
            var record = _recorder.Current;
            foreach (var due in _dueTimes)
            {
                SecondRecord.Record(record.Latencies.ScheduleLag, now - due);
            }

            record.Counters.Intended += _dueTimes.Count + late;
            record.Counters.Missed += missed + late;
        }

        _dueTimes.Clear();
    }
}
