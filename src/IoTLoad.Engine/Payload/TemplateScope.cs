namespace IoTLoad.Engine.Payload;

/// <summary>Where a pattern stands, which decides what its placeholders may be.</summary>
public enum TemplateScope
{
    /// <summary>
    /// A client ID: neither number nor time of a message, and not the client ID itself. Random values are drawn once for each device.
    /// </summary>
    ClientId,

    /// <summary>User name and last will: neither number nor time of a message. Random values are drawn once for each device.</summary>
    Connection,

    /// <summary>A topic: everything but the tracking token.</summary>
    Topic,

    /// <summary>A payload: everything.</summary>
    Payload,
}
