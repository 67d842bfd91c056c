using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>
/// An event loop: a thread of its own that brings its devices online, hands them each message when it is due, keeps them
/// alive and makes them churn. It looks at the clock about once a millisecond and sends all that is due, so its lag is
/// about half of that; it never waits for a broker.
/// </summary>
internal sealed class DeviceLoop : IAsyncDisposable
{
    private const long TickNanoseconds = 1_000_000;
    private const long SecondNanoseconds = 1_000_000_000;

    private readonly DeviceSetup setup;
    private readonly SenderSlice connections;
    private readonly Device[] devices;
    private readonly Device[] senders;
    private readonly ArrivalSequence arrivals;
    private readonly List<Device> marked = [];
    private readonly List<long> lags = [];
    private readonly List<Task> running = [];
    private readonly CancellationTokenSource closing = new();
    private readonly Thread thread;
    private SplitMix random;
    private int started;
    private long scheduleStart = long.MaxValue;
    private long scheduleStop = long.MaxValue;
    private volatile bool scheduleOver;
    private long nextSweep = SecondNanoseconds;
    private long nextChurn = long.MaxValue;
    private volatile bool ended;

    public DeviceLoop(DeviceSetup setup, ILoadShape shape, int loop, int loops, Action settled)
    {
        this.setup = setup;
        var plan = setup.Plan;
        connections = SenderSlice.Of(loop, loops, plan.Connections);
        devices = new Device[connections.Count];
        for (var i = 0; i < devices.Length; i++)
            devices[i] = new Device(setup, Recorder, connections.SenderAt(i), settled);
        senders = [.. devices.Where(device => device.Publisher is not null)];

        // Connections are dealt to the loops, and senders are a run of connections, so a loop's senders are dealt too.
        var first = senders.Length == 0 ? 0 : setup.Routes.SenderOf(senders[0].Connection);
        arrivals = new ArrivalSequence(shape, new SenderSlice(first, loops, senders.Length, setup.Routes.Senders), plan.Arrival, setup.Contexts.Seed);
        random = new SplitMix(setup.Contexts.Seed, ulong.MaxValue - (ulong)loop);
        thread = new Thread(Run) { Name = $"IoTLoad loop {loop}", IsBackground = true, Priority = ThreadPriority.AboveNormal };
    }

    /// <summary>What this loop records.</summary>
    public Recorder Recorder { get; } = new();

    /// <summary>The devices of this loop.</summary>
    public IReadOnlyList<Device> Devices => devices;

    /// <summary>Whether every message of the schedule has been handed out, or the schedule was stopped.</summary>
    public bool ScheduleOver => scheduleOver;

    /// <summary>What ended the thread before its time; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Starts the thread, and with it the connecting.</summary>
    public void Start() => thread.Start();

    /// <summary>Starts the schedule at <paramref name="at"/>, run clock.</summary>
    public void BeginSchedule(long at)
    {
        Volatile.Write(ref scheduleStart, at);
        var devicePlan = setup.Plan.Devices;
        if (devicePlan.ChurnShare > 0)
            Volatile.Write(ref nextChurn, at + (devicePlan.ChurnInterval.Ticks * 100));
    }

    /// <summary>Ends the schedule at <paramref name="at"/>, run clock; what would be due later is not intended any more.</summary>
    public void StopSchedule(long at)
    {
        if (at < Volatile.Read(ref scheduleStop))
            Volatile.Write(ref scheduleStop, at);
    }

    /// <summary>Ends the reconnecting, disconnects all devices and stops the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        ended = true;
        thread.Join();
        await Task.WhenAll(devices.Select(device => device.CloseAsync()));

        // A device that was connecting just now may have come online after all.
        await Task.WhenAll(running);
        await Task.WhenAll(devices.Select(device => device.CloseAsync()));
        closing.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!ended)
            {
                var now = setup.Clock.Now;
                ConnectDue(now);
                OfferDue(now);
                if (now >= nextSweep)
                    Sweep(now);
                if (now >= Volatile.Read(ref nextChurn))
                    Churn(now);
                Wait(now);
            }
        }
        catch (Exception exception)
        {
            // A fault on this thread would end the process with everything it measured; the worker ends the test instead.
            Fault = exception;
            scheduleOver = true;
        }
    }

    private void ConnectDue(long now)
    {
        while (started < devices.Length && !closing.IsCancellationRequested)
        {
            // Connection i of the plan is due at i / rate, whichever loop owns it.
            var due = (long)(devices[started].Connection / setup.Plan.Devices.ConnectRate * 1e9);
            if (due > now)
                return;
            var device = devices[started++];
            running.Add(Task.Run(() => device.RunAsync(due, closing.Token)));
        }
    }

    private void OfferDue(long now)
    {
        var start = Volatile.Read(ref scheduleStart);
        if (now < start || scheduleOver)
            return;
        var until = Math.Min(now, Volatile.Read(ref scheduleStop));
        var missed = 0;
        while (arrivals.HasNext && start + arrivals.NextDue <= until)
        {
            var due = start + arrivals.NextDue;
            var device = senders[arrivals.NextPosition];
            arrivals.Advance();
            lags.Add(due);
            if (!device.Offer(due))
                missed++;
            if (!device.Marked)
            {
                device.Marked = true;
                marked.Add(device);
            }
        }

        if (lags.Count > 0)
        {
            RecordOffered(missed);
            foreach (var device in marked)
            {
                device.Marked = false;
                device.Pump();
            }

            marked.Clear();
        }

        scheduleOver = !arrivals.HasNext || until < now;
    }

    private void RecordOffered(int missed)
    {
        lock (Recorder.Gate)
        {
            var now = setup.Clock.Now;
            var record = Recorder.Current;
            foreach (var due in lags)
                SecondRecord.Record(record.Latencies.ScheduleLag, now - due);
            record.Counters.Intended += lags.Count;
            record.Counters.Missed += missed;
        }

        lags.Clear();
    }

    private void Sweep(long now)
    {
        nextSweep = now + SecondNanoseconds;
        foreach (var device in devices)
            device.Tick(now);
    }

    private void Churn(long now)
    {
        var plan = setup.Plan.Devices;
        Volatile.Write(ref nextChurn, now + (plan.ChurnInterval.Ticks * 100));
        if (scheduleOver)
            return;

        // The whole share drops at once, as after a network fault, and comes back at the connect rate.
        var count = (int)Math.Round(plan.ChurnShare * devices.Length);
        var first = random.NextInt(devices.Length);
        for (var i = 0; i < count; i++)
        {
            var device = devices[(first + i) % devices.Length];
            var delay = TimeSpan.FromSeconds(i * ((double)setup.Plan.Connections / devices.Length) / plan.ConnectRate);
            running.Add(Task.Run(() => device.ChurnAsync(delay, closing.Token)));
        }

        running.RemoveAll(task => task.IsCompletedSuccessfully);
    }

    /// <summary>Sleeps for a tick. Nothing is due sooner than the system's timer can wake: spinning would take the broker's CPU.</summary>
    private void Wait(long now)
    {
        var spent = setup.Clock.Now - now;
        if (spent < TickNanoseconds)
            Thread.Sleep(1);
    }
}
