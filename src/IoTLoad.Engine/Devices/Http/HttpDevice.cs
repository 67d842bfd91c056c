using System.Net;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>
/// A sender of the plan that publishes by HTTP requests. It has no connection of its own but, like an MQTT device, a backlog and
/// a window: so many requests may be out. A message is <em>published</em> when its request is made, and then acknowledged by a
/// status of the 200s, failed, or left without an answer when the test ends.
/// </summary>
internal sealed class HttpDevice : ILoadDevice
{
    private readonly DeviceSetup _setup;
    private readonly HttpTransport _transport;
    private readonly Action _settled;
    private readonly Lock _gate = new();
    private readonly Backlog _backlog;
    private readonly List<HttpExchange> _out = [];
    private readonly Stack<HttpExchange> _free = [];
    private TaskCompletionSource? _drained;
    private SplitMix _random;
    private long _published;
    private bool _isPumping;
    private bool _isSettled;
    private bool _isClosed;

    /// <param name="setup">What all devices share.</param>
    /// <param name="transport">What all HTTP devices share.</param>
    /// <param name="recorder">Of the loop that owns this device.</param>
    /// <param name="connection">Number of the device.</param>
    /// <param name="settled">Called once, when the device is online or its first attempt has failed.</param>
    public HttpDevice(DeviceSetup setup, HttpTransport transport, Recorder recorder, int connection, Action settled)
    {
        _setup = setup;
        _transport = transport;
        _settled = settled;
        _backlog = new Backlog(setup.Plan.Traffic.BacklogLimit);
        _random = new SplitMix(setup.Contexts.Seed, (ulong)connection);
        Recorder = recorder;
        Connection = connection;
    }

    /// <inheritdoc/>
    public int Connection { get; }

    /// <inheritdoc/>
    public bool Publishes => true;

    /// <inheritdoc/>
    public bool Marked { get; set; }

    /// <inheritdoc/>
    public bool WasReady { get; private set; }

    /// <inheritdoc/>
    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return _backlog.Count == 0 && _out.Count == 0;
            }
        }
    }

    /// <summary>What is recorded goes here.</summary>
    public Recorder Recorder { get; }

    /// <summary>Cancelled when the test is over, before the device is closed.</summary>
    public CancellationToken Closing { get; private set; }

    private string ClientId => _setup.Contexts.ClientIdOf(Connection);

    private string Endpoint => _setup.Connector.Describe(Connection);

    /// <inheritdoc/>
    public async Task RunAsync(long intended, CancellationToken closing)
    {
        Closing = closing;
        var failures = 0;
        var wait = TimeSpan.Zero;
        while (!closing.IsCancellationRequested)
        {
            if (await _transport.ReachAsync(this, intended, closing))
            {
                BecomeReady();
                return;
            }

            Settle();
            try
            {
                var plan = _setup.Plan.Devices;
                wait = ReconnectDelay.After(plan.Backoff, ++failures, wait, plan, ref _random);
                await Task.Delay(wait, closing);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            intended = _setup.Clock.Now;
        }
    }

    /// <inheritdoc/>
    public OfferResult Offer(long intended)
    {
        lock (_gate)
        {
            return _backlog.TryAdd(intended) ? OfferResult.Ready : OfferResult.Missed;
        }
    }

    /// <summary>
    /// Publishes what waits, as far as the window allows. One thread at a time does so: a request that fails at once would
    /// otherwise pump from within the pump, once for each message that waits.
    /// </summary>
    public void Pump()
    {
        lock (_gate)
        {
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
        }

        while (Next() is { } exchange)
        {
            exchange.Start();
        }
    }

    /// <summary>Nothing to look after: the pool keeps the connections.</summary>
    public void Tick(long now)
    {
    }

    /// <summary>Nothing to drop: the device has no connection of its own, and a plan that asks for churn is refused.</summary>
    public Task ChurnAsync(TimeSpan delay, CancellationToken closing) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task CloseAsync()
    {
        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HttpExchange[] left;
        Task[] cancelling;
        lock (_gate)
        {
            _isClosed = true;
            _drained = drained;
            left = [.. _out];
            cancelling = [.. left.Select(exchange => exchange.CancelAsync())];
            if (left.Length == 0)
            {
                drained.SetResult();
            }
        }

        await drained.Task;
        await Task.WhenAll(cancelling);
        await Task.WhenAll(left.Select(exchange => exchange.Running));
        foreach (var exchange in left.Union(_free))
        {
            exchange.Dispose();
        }

        if (WasReady)
        {
            Recorder.ChangeOnline(-1);
        }

        var missed = _backlog.Clear();
        lock (Recorder.Gate)
        {
            Recorder.Current.Counters.Missed += missed;
        }
    }

    /// <summary>Counts a message whose request is made.</summary>
    public void CountPublished(int bytes)
    {
        lock (Recorder.Gate)
        {
            Recorder.Current.Counters.Published++;
            Recorder.Current.Counters.PublishedBytes += bytes;
        }
    }

    /// <summary>Counts a message that was answered with a status of the 200s.</summary>
    public void Acknowledge(long intended, long sent, long now)
    {
        lock (Recorder.Gate)
        {
            var record = Recorder.Current;
            record.Counters.Acked++;
            SecondRecord.Record(record.Latencies.Ack, now - intended);
            SecondRecord.Record(record.Latencies.AckService, now - sent);
        }
    }

    /// <summary>Counts a message that was answered with another status.</summary>
    public void Refuse(HttpStatusCode status, ReadOnlySpan<byte> body) => Count(HttpFaults.OfStatus(status, body, Endpoint));

    /// <summary>Counts a message that was not answered: a failure, or, where the test has ended in the meantime, none.</summary>
    public void Fail(Exception exception, bool timedOut)
    {
        if (Closing.IsCancellationRequested)
        {
            lock (Recorder.Gate)
            {
                Recorder.Current.Counters.Unacked++;
            }

            return;
        }

        Count(timedOut ? HttpFaults.Timeout(_setup.Plan.Http.RequestTimeout, Endpoint) : _transport.Explain(Connection, exception));
    }

    /// <summary>Takes back an exchange that is over, and sends what waited for it.</summary>
    public void Release(HttpExchange exchange)
    {
        lock (_gate)
        {
            _out[exchange.Place] = _out[^1];
            _out[exchange.Place].Place = exchange.Place;
            _out.RemoveAt(_out.Count - 1);
            if (_isClosed)
            {
                if (_out.Count == 0)
                {
                    _drained!.TrySetResult();
                }

                return;
            }

            if (exchange.Reusable && exchange.TryReset())
            {
                _free.Push(exchange);
            }
            else
            {
                exchange.Dispose();
            }
        }

        Pump();
    }

    private void Count(ConnectFault fault)
    {
        Recorder.Fail(FailureKind.Publish, fault.Reason, $"{ClientId}: {fault.Text}");
        lock (Recorder.Gate)
        {
            Recorder.Current.Counters.Failed++;
        }
    }

    /// <summary>The next message with an exchange to send it; null, and the pump is over, if nothing waits or the window is full.</summary>
    private HttpExchange? Next()
    {
        lock (_gate)
        {
            if (_isClosed || !WasReady || _backlog.Count == 0 || _out.Count >= _setup.Plan.Traffic.InFlightWindow)
            {
                _isPumping = false;
                return null;
            }

            if (!_free.TryPop(out var exchange))
            {
                exchange = new HttpExchange(this, _transport, _setup.Clock, _setup.Plan.Http.RequestTimeout);
            }

            exchange.Take(_published++, _backlog.Take());
            exchange.Place = _out.Count;
            _out.Add(exchange);
            return exchange;
        }
    }

    private void BecomeReady()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            WasReady = true;
            Recorder.ChangeOnline(1);
        }

        Recorder.NoteReady();
        Settle();
        Pump();
    }

    private void Settle()
    {
        if (_isSettled)
        {
            return;
        }

        _isSettled = true;
        _settled();
    }
}
