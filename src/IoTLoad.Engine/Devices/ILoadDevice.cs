using IoTLoad.Engine.Devices.Publishing;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// A device as an event loop sees it: whatever its protocol, it comes online, is handed messages when they are due, and is closed.
/// </summary>
internal interface ILoadDevice
{
    /// <summary>Number of the connection, from 0.</summary>
    int Connection { get; }

    /// <summary>Whether it publishes.</summary>
    bool Publishes { get; }

    /// <summary>Whether the loop has this device on its list of devices to pump.</summary>
    bool Marked { get; set; }

    /// <summary>Whether messages could ever flow.</summary>
    bool WasReady { get; }

    /// <summary>Whether nothing waits to be published, written or acknowledged.</summary>
    bool Idle { get; }

    /// <summary>Comes online at <paramref name="intended"/> (run clock) and stays so until <paramref name="closing"/>.</summary>
    Task RunAsync(long intended, CancellationToken closing);

    /// <summary>Takes a message that is due, and says whether to pump the device for it.</summary>
    OfferResult Offer(long intended);

    /// <summary>Publishes what waits.</summary>
    void Pump();

    /// <summary>Looks after the connection. Called about once a second.</summary>
    void Tick(long now);

    /// <summary>Drops the connection and makes it again after <paramref name="delay"/>.</summary>
    Task ChurnAsync(TimeSpan delay, CancellationToken closing);

    /// <summary>Disconnects for good, and counts what is left.</summary>
    Task CloseAsync();
}
