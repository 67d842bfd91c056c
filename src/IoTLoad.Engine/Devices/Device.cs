using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Recording;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// One connection of the plan for the length of the test: what it publishes and receives, over a <see cref="ReconnectLoop"/>
/// that comes and goes.
/// </summary>
internal sealed class Device : ILoadDevice
{
    private readonly Lock _gate = new();
    private readonly ReconnectLoop _online;

    /// <param name="setup">What all devices share.</param>
    /// <param name="recorder">Of the loop that owns this device.</param>
    /// <param name="connection">Number of the connection.</param>
    /// <param name="settled">Called once, when the device is online or its first attempt has failed.</param>
    public Device(DeviceSetup setup, Recorder recorder, int connection, Action settled)
    {
        Connection = connection;
        var sender = setup.Routes.SenderOf(connection);
        Publisher = sender < 0 ? null : new Publisher(sender, setup.Plan.Traffic, setup.Encoder, recorder, setup.Clock, setup.Audited);
        Receiver = setup.NewReceiver(connection);
        _online = new ReconnectLoop(setup, recorder, _gate, connection, Publisher, Receiver, settled);
    }

    /// <summary>Number of the connection, from 0.</summary>
    public int Connection { get; }

    /// <summary>The publishing half; null where the connection only subscribes.</summary>
    public Publisher? Publisher { get; }

    /// <summary>The subscribing half; null where the connection only publishes.</summary>
    public Receiver? Receiver { get; }

    /// <inheritdoc/>
    public bool Publishes => Publisher is not null;

    /// <summary>Whether the loop has this device on its list of devices to pump.</summary>
    public bool Marked { get; set; }

    /// <inheritdoc/>
    public bool WasReady => _online.WasReady;

    /// <summary>Whether nothing waits to be published, written or acknowledged.</summary>
    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return Publisher is null || (Publisher.Waiting == 0 && Publisher.InFlight == 0 && _online.Session?.Buffer.Empty != false);
            }
        }
    }

    /// <summary>Messages published that were neither refused nor given up.</summary>
    public long Owed
    {
        get
        {
            lock (_gate)
            {
                return Publisher is null ? 0 : Publisher.Published - Publisher.UnacknowledgedCount;
            }
        }
    }

    /// <summary>Shows both halves to an audit, while nothing changes in them.</summary>
    public void Audit(Action<Publisher> publisher, Action<Receiver> receiver)
    {
        lock (_gate)
        {
            if (Publisher is not null)
            {
                publisher(Publisher);
            }

            if (Receiver is not null)
            {
                receiver(Receiver);
            }
        }
    }

    /// <summary>Whether message <paramref name="sequence"/> of <paramref name="sender"/> was received.</summary>
    public bool HasReceived(int sender, long sequence)
    {
        lock (_gate)
        {
            return Receiver?.Has(sender, sequence) == true;
        }
    }

    /// <inheritdoc/>
    public Task RunAsync(long intended, CancellationToken closing) => _online.RunAsync(intended, closing);

    /// <summary>Takes a message that is due.</summary>
    public OfferResult Offer(long intended)
    {
        if (Publisher!.IsFull)
        {
            return OfferResult.Missed;
        }

        lock (_gate)
        {
            return Publisher.Offer(intended);
        }
    }

    /// <summary>Publishes what waits.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            _online.Session?.Pump();
        }
    }

    /// <summary>Keep-alive. Called about once a second.</summary>
    public void Tick(long now) => _online.Session?.Tick(now);

    /// <inheritdoc/>
    public Task ChurnAsync(TimeSpan delay, CancellationToken closing) => _online.ChurnAsync(delay, closing);

    /// <summary>Loses the connection in a storm.</summary>
    public void Drop(Storm storm) => _online.Drop(storm);

    /// <summary>Disconnects for good, and counts what is left.</summary>
    public async Task CloseAsync()
    {
        await _online.CloseAsync();
        lock (_gate)
        {
            Publisher?.Abandon();
            Publisher?.Miss();
        }
    }
}
