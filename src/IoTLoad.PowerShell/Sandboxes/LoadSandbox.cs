namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>
/// A sandbox that runs: where it is and how to get in. The properties have the names of other cmdlets' parameters, so that it
/// can be piped to them. The credentials were made up for this sandbox and are good for nothing else.
/// </summary>
public sealed record LoadSandbox
{
    /// <summary>ID.</summary>
    public required string Id { get; init; }

    /// <summary>Process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Region that it stands for.</summary>
    public required string Region { get; init; }

    /// <summary>Account that it stands for.</summary>
    public required string AccountId { get; init; }

    /// <summary>Endpoint of AWS's services.</summary>
    public required string EndpointUrl { get; init; }

    /// <summary>Endpoint of devices by MQTT.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Endpoint of devices by MQTT over WebSocket.</summary>
    public required string WebSocketEndpoint { get; init; }

    /// <summary>Endpoint of devices by HTTPS.</summary>
    public required string HttpEndpoint { get; init; }

    /// <summary>Access key ID of a user who may do everything.</summary>
    public required string AccessKey { get; init; }

    /// <summary>Secret access key.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Certificate of the authority that devices are to trust, PEM.</summary>
    public required string CaFile { get; init; }

    /// <summary>Certificate of a device that may do everything, PEM.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Private key of that device, PEM.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Faults that are on.</summary>
    public required IReadOnlyDictionary<string, object> Fault { get; init; }

    /// <summary>Requests to AWS's services so far.</summary>
    public required long Requests { get; init; }

    /// <summary>The sandbox without its secrets.</summary>
    public override string ToString() => $"{Id} ({EndpointUrl})";
}
