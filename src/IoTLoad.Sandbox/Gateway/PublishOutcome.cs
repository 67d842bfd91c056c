namespace IoTLoad.Sandbox.Gateway;

/// <summary>What becomes of a PUBLISH request.</summary>
internal enum PublishOutcome
{
    /// <summary>It is on its way.</summary>
    Accepted,

    /// <summary>A rate limit, or a fault that was asked for.</summary>
    Throttled,

    /// <summary>A policy does not allow it.</summary>
    Denied,

    /// <summary>The topic is reserved, or no topic.</summary>
    BadTopic,

    /// <summary>The topic is too long or too deep.</summary>
    LongTopic,

    /// <summary>The payload is too large.</summary>
    TooLarge,
}
