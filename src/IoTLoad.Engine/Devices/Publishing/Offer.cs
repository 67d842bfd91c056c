namespace IoTLoad.Engine.Devices.Publishing;

/// <summary>What becomes of a message that is due.</summary>
internal enum Offer
{
    /// <summary>The backlog is full; the message will never be published.</summary>
    Missed,

    /// <summary>It waits behind others, for room in the window, or for the connection to come back; it is sent when that happens.</summary>
    Waiting,

    /// <summary>It can be sent at once, and is when the device is pumped.</summary>
    Ready,
}
