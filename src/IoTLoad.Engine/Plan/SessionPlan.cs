using System.Text.Json.Serialization;

namespace IoTLoad.Engine.Plan;

/// <summary>What a device says in CONNECT, and how it keeps its session.</summary>
public sealed record SessionPlan
{
    /// <summary>MQTT version.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V311;

    /// <summary>Keep-alive; zero switches it off.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Clean session (3.1.1) or clean start (5).</summary>
    public bool CleanSession { get; init; } = true;

    /// <summary>MQTT 5 session expiry, used where <see cref="CleanSession"/> is off.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>User name; a pattern with placeholders.</summary>
    public string? Username { get; init; }

    /// <summary>Password; never serialised.</summary>
    [JsonIgnore]
    public string? Password { get; init; }

    /// <summary>Last will, or null.</summary>
    public WillPlan? Will { get; init; }

    /// <summary>MQTT 5: messages that the broker may have unacknowledged on a connection; null leaves it at 65,535.</summary>
    public int? ReceiveMaximum { get; init; }

    /// <summary>MQTT 5: largest packet that a device takes, bytes; the broker drops messages that are larger. Null sets no limit.</summary>
    public long? MaximumPacketSize { get; init; }

    /// <summary>MQTT 5: whether a device asks for response information, from which it would make response topics.</summary>
    public bool RequestResponseInformation { get; init; }

    /// <summary>From the start of TCP to CONNACK and SUBACK; an attempt that takes longer has failed.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The record's kind, and no members: text ends up in logs, and one of them is a secret.</summary>
    public override string ToString() => nameof(SessionPlan);
}

/// <summary>The message that the broker publishes for a device that vanishes.</summary>
public sealed record WillPlan
{
    /// <summary>Topic; a pattern with placeholders.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Payload, text; a pattern with placeholders.</summary>
    public string Payload { get; init; } = "";

    /// <summary>QoS 0, 1 or 2.</summary>
    public int QoS { get; init; }

    /// <summary>Retain flag.</summary>
    public bool Retain { get; init; }

    /// <summary>MQTT 5: how long the broker waits for the device to come back before it publishes the will; null is not at all.</summary>
    public TimeSpan? Delay { get; init; }
}

/// <summary>
/// What a custom authorizer is shown: its name, and a token with the token's signature. In MQTT over TCP or TLS it is in the
/// user name, in MQTT over WebSocket in the headers of the handshake, in HTTP in those of each request (AWS IoT Core
/// developer guide, "Connecting to AWS IoT Core by using custom authentication").
/// </summary>
public sealed record AuthorizerPlan
{
    /// <summary>Name of the authorizer; null lets the platform take its default one.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the header, or of the parameter in the user name, that carries the token; null where there is no token.</summary>
    public string? TokenKeyName { get; init; }

    /// <summary>The token; never serialised.</summary>
    [JsonIgnore]
    public string? Token { get; init; }

    /// <summary>Signature of <see cref="Token"/> in Base64; null if the authorizer checks none. Never serialised.</summary>
    [JsonIgnore]
    public string? Signature { get; init; }

    /// <summary>The record's kind, and no members: text ends up in logs, and one of them is a secret.</summary>
    public override string ToString() => nameof(AuthorizerPlan);
}
