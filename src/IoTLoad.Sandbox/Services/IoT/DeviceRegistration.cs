using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A client certificate that is registered.</summary>
internal sealed class DeviceRegistration : Registered
{
    private volatile IReadOnlyList<PolicyDocument> _documents = [];
    private volatile string _status = "INACTIVE";

    /// <summary>ID, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Certificate, PEM.</summary>
    public required string Pem { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Begin of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>When it was changed.</summary>
    public required DateTimeOffset Modified { get; set; }

    /// <summary>Status, such as <c>ACTIVE</c>.</summary>
    public string Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>Whether devices may connect with it.</summary>
    public bool IsActive => Status == "ACTIVE";

    /// <summary>Policies, in the order in which they were attached.</summary>
    public List<DevicePolicy> Policies { get; } = [];

    /// <summary>Things that have this certificate.</summary>
    public List<Thing> Things { get; } = [];

    /// <summary>What applies to a connection: the default versions of the policies; nothing unless the certificate is active.</summary>
    public IReadOnlyList<PolicyDocument> Effective => IsActive ? _documents : [];

    /// <summary>Takes over what has changed in the policies.</summary>
    public void Refresh() => _documents = [.. Policies.Select(policy => policy.Default.Parsed)];
}
