using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Http;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>
/// An event loop: a thread of its own that brings its devices online, hands them each message when it is due, keeps them
/// alive and makes them churn. It wakes when something is due, and never waits for a broker.
/// </summary>
internal sealed class DeviceLoop : IAsyncDisposable
{
    /// <summary>
    /// Shortest time between two wake-ups, nanoseconds. From about 3,000 messages a second on, a wake-up serves several, so that
    /// the cost of waking does not grow with the rate; they are then late by half of this on average.
    /// </summary>
    private const long Coalescing = 300_000;

    /// <summary>Longest sleep until the schedule begins, nanoseconds: another thread may have begun it in the meantime.</summary>
    public const long LongestSleep = 5_000_000;

    /// <summary>
    /// Longest sleep from then on, nanoseconds: another thread may have ended the schedule, whose end is exact all the same, or the
    /// loop. With thousands of devices that rarely send, waking is most of what they cost.
    /// </summary>
    private const long LongestSleepRunning = 50_000_000;

    private readonly DeviceSetup _setup;
    private readonly ILoadDevice[] _devices;
    private readonly int[] _turns;
    private readonly ILoadDevice[] _senders;
    private readonly ArrivalSequence _arrivals;
    private readonly Churn _churn;
    private readonly Storm[] _storms;
    private readonly List<ILoadDevice> _marked = [];
    private readonly List<long> _dueTimes = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Thread _thread;
    private int _started;
    private long _connectStart;
    private long _offerFrom;
    private long _scheduleStart = long.MaxValue;
    private long _scheduleStop = long.MaxValue;
    private volatile bool _scheduleOver;
    private long _nextSweep = Session.TickInterval;
    private int _nextStorm;
    private volatile bool _ended;

    public DeviceLoop(DeviceSetup setup, HttpTransport? http, LoadShape shape, int loop, int loops, Action settled)
    {
        _setup = setup;
        var shard = setup.Shard;
        var connections = SenderSlice.Of(loop, loops, shard.Connections);
        _devices = new ILoadDevice[connections.Count];
        _turns = new int[connections.Count];
        for (var i = 0; i < _devices.Length; i++)
        {
            var index = connections.SenderAt(i);
            _turns[i] = shard.TurnOf(index);
            var connection = shard.ConnectionAt(index);
            _devices[i] = http is null
                ? new Device(setup, Recorder, connection, settled)
                : new HttpDevice(setup, http, Recorder, connection, settled);
        }

        _storms = [.. setup.Storms.Where(storm => storm.Plan.At >= shard.From && storm.Plan.At < shard.From + shard.Duration)
            .OrderBy(storm => storm.Plan.At)];
        _senders = [.. _devices.Where(device => device.Publishes)];

        // The schedule's senders are dealt to the shards, and a shard's connections to its loops. Senders are a run of connections,
        // so a loop's senders are dealt too.
        var first = _senders.Length == 0 ? 0 : setup.Routes.SenderOf(_senders[0].Connection) - shard.Senders.First;
        var slice = new SenderSlice(shard.Shard + (first * shard.Shards), loops * shard.Shards, _senders.Length, setup.Routes.Senders);
        _arrivals = new ArrivalSequence(
            shape, slice, shard.Plan.Arrival, setup.Contexts.Seed, shard.From.TotalSeconds,
            (shard.From + shard.Duration).TotalSeconds, shard.Plan.MessageCount);
        _churn = new Churn(
            shard.Plan.Devices, _devices, new SplitMix(setup.Contexts.Seed, ulong.MaxValue - (ulong)(loop + (loops * shard.Shard))));
        _thread = new Thread(Run) { Name = $"IoTLoad loop {loop}", IsBackground = true, Priority = ThreadPriority.AboveNormal };
    }

    /// <summary>What this loop records.</summary>
    public Recorder Recorder { get; } = new();

    /// <summary>The devices of this loop.</summary>
    public IReadOnlyList<ILoadDevice> Devices => _devices;

    /// <summary>Whether every message of the schedule has been handed out, or the schedule was stopped.</summary>
    public bool ScheduleOver => _scheduleOver;

    /// <summary>Messages that were due before the schedule could begin here, and were missed for that.</summary>
    public long Late { get; private set; }

    /// <summary>What ended the thread before its time; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Starts the thread. The plan's first connection is due at <paramref name="connectStart"/>, run clock.</summary>
    public void Start(long connectStart)
    {
        _connectStart = connectStart;
        _thread.Start();
    }

    /// <summary>Starts the schedule.</summary>
    /// <param name="at">When its first moment is, or was, run clock.</param>
    /// <param name="offerFrom">What was due before this time is missed: it was due while this worker was not there to send it.</param>
    public void BeginSchedule(long at, long offerFrom)
    {
        _offerFrom = offerFrom;
        _churn.Begin(at);
        Volatile.Write(ref _scheduleStart, at);
    }

    /// <summary>Ends the schedule at <paramref name="at"/>, run clock; what would be due later is not intended any more.</summary>
    public void StopSchedule(long at)
    {
        if (at < Volatile.Read(ref _scheduleStop))
        {
            Volatile.Write(ref _scheduleStop, at);
        }
    }

    /// <summary>Ends the reconnecting, disconnects all devices and stops the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _ended = true;
        _thread.Join();
        try
        {
            await Task.WhenAll(_devices.Select(device => device.CloseAsync()));
            await Task.WhenAll(_running);
        }
        catch (Exception exception)
        {
            // Like a fault on the thread: what was measured is reported all the same.
            Fault ??= exception;
        }

        _closing.Dispose();
    }

    private void Run()
    {
        try
        {
            using var timer = LoopTimer.Create();
            while (!_ended)
            {
                var now = _setup.Clock.Now;
                ConnectDue(now);
                OfferDue(now);
                if (now >= _nextSweep)
                {
                    Sweep(now);
                }

                if (now >= _churn.NextDue)
                {
                    // The tasks of earlier rounds are done with.
                    _running.RemoveAll(task => task.IsCompletedSuccessfully);
                    _running.AddRange(_churn.Round(now, _scheduleOver, _closing.Token));
                }

                if (_nextStorm < _storms.Length && now >= StormAt(_nextStorm))
                {
                    Drop(_storms[_nextStorm++]);
                }

                Wait(timer, now);
            }
        }
        catch (Exception exception)
        {
            // A fault on this thread would end the process with everything it measured; the worker ends the test instead.
            Fault = exception;
            _scheduleOver = true;
        }
    }

    private void ConnectDue(long now)
    {
        while (_started < _devices.Length && !_closing.IsCancellationRequested)
        {
            var due = ConnectTime(_started);
            if (due > now || _setup.Handshakes.IsFull)
            {
                return;
            }

            var device = _devices[_started++];
            _setup.Handshakes.Queue();
            _running.Add(Task.Run(() =>
            {
                _setup.Handshakes.Dequeue();
                return device.RunAsync(due, _closing.Token);
            }));
        }
    }

    private void OfferDue(long now)
    {
        var start = Volatile.Read(ref _scheduleStart);
        if (now < start || _scheduleOver)
        {
            return;
        }

        var until = Math.Min(now, Volatile.Read(ref _scheduleStop));
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
            RecordOffered(missed, late);
            foreach (var device in _marked)
            {
                device.Marked = false;
                device.Pump();
            }

            _marked.Clear();
        }

        _scheduleOver = !_arrivals.HasNext || until < now;
    }

    private void RecordOffered(int missed, int late)
    {
        Late += late;
        lock (Recorder.Gate)
        {
            var now = _setup.Clock.Now;
            var record = Recorder.Current;
            foreach (var due in _dueTimes)
            {
                SecondRecord.Record(record.Latencies.ScheduleLag, now - due);
            }

            record.Counters.Intended += _dueTimes.Count + late;
            record.Counters.Missed += missed + late;
        }

        _dueTimes.Clear();
    }

    private void Sweep(long now)
    {
        _nextSweep = now + Session.TickInterval;
        foreach (var device in _devices)
        {
            device.Tick(now);
        }
    }

    /// <summary>Sleeps until something is due. It never spins: that would take the broker's CPU.</summary>
    private void Wait(LoopTimer timer, long woke)
    {
        var wait = Math.Max(NextDue(woke), woke + Coalescing) - _setup.Clock.Now;
        if (wait > 0)
        {
            timer.Wait(wait);
        }
    }

    private long StormAt(int storm) => Volatile.Read(ref _scheduleStart) is var start && start == long.MaxValue
        ? long.MaxValue : start + ((_storms[storm].Plan.At - _setup.Shard.From).Ticks * 100);

    private void Drop(Storm storm)
    {
        storm.Begin(StormAt(_nextStorm - 1));
        foreach (var device in _devices.OfType<Device>().Where(device => device.Connection < _setup.Plan.Devices.Count))
        {
            if (storm.Takes(device.Connection))
            {
                device.Drop(storm);
            }
        }
    }

    private long NextDue(long now)
    {
        var start = Volatile.Read(ref _scheduleStart);
        var next = Math.Min(Math.Min(_nextSweep, _churn.NextDue), now + (start == long.MaxValue ? LongestSleep : LongestSleepRunning));
        if (_started < _devices.Length)
        {
            next = Math.Min(next, ConnectTime(_started));
        }

        if (_nextStorm < _storms.Length)
        {
            next = Math.Min(next, StormAt(_nextStorm));
        }

        return start == long.MaxValue || _scheduleOver || !_arrivals.HasNext ? next : Math.Min(next, start + _arrivals.NextDue);
    }

    /// <summary>When a connection is due: connection i of the plan at i / rate, whichever shard and loop own it.</summary>
    private long ConnectTime(int device) => _connectStart + (long)(_turns[device] / _setup.Plan.Devices.ConnectRate * 1e9);
}
