using System.Text.Json.Serialization;

namespace IoTLoad.Aws.Control;

/// <summary>
/// The InfluxDB server to which a function writes points of single connections and messages. Travels in events, without secrets.
/// </summary>
public sealed record PointTarget
{
    /// <summary>The server.</summary>
    public required Uri Url { get; init; }

    /// <summary>Organisation (2.x).</summary>
    public string? Org { get; init; }

    /// <summary>Bucket (2.x).</summary>
    public string? Bucket { get; init; }

    /// <summary>Database (1.x and 3.x).</summary>
    public string? Database { get; init; }

    /// <summary>User name (1.x).</summary>
    public string? Username { get; init; }

    /// <summary>Longest wait for an answer to begin.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Accept any server certificate. For test platforms only.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>Share of connections and messages that become points, above 0 and up to 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Whether a message's point holds its payload.</summary>
    public bool Payload { get; init; }

    /// <summary>API token; never serialised.</summary>
    [JsonIgnore]
    public string? Token { get; init; }

    /// <summary>Password of <see cref="Username"/>; never serialised.</summary>
    [JsonIgnore]
    public string? Password { get; init; }

    /// <summary>File with the authorities that the server's certificate must chain to; null uses the system's.</summary>
    [JsonIgnore]
    public string? CaFile { get; init; }

    /// <summary>The server, and no secrets: text ends up in logs.</summary>
    public override string ToString() => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
