namespace IoTLoad.Engine.Payload;

/// <summary>Where a pattern stands, which decides what its placeholders may be.</summary>
public enum TemplateScope
{
    /// <summary>A client ID: nothing that differs from message to message, and not the client ID itself.</summary>
    ClientId,

    /// <summary>User name and last will: nothing that differs from message to message.</summary>
    Connection,

    /// <summary>A topic: everything but the tracking token.</summary>
    Topic,

    /// <summary>A payload: everything.</summary>
    Payload,
}
