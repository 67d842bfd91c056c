using System.Text.Json.Serialization;

namespace IoTLoad.Engine.Plan;

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

    /// <summary>Signature of <see cref="Token"/> in Base64; null where the authorizer checks none. Never serialised: it opens the same door.</summary>
    [JsonIgnore]
    public string? Signature { get; init; }

    /// <summary>The record's kind, and no members: text ends up in logs, and one of them is a secret.</summary>
    public override string ToString() => nameof(AuthorizerPlan);
}
