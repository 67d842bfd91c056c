namespace IoTLoad.Aws.Devices;

/// <summary>A device that exists in AWS IoT Core: a thing, with the certificate that it connects with.</summary>
public sealed record LoadDevice
{
    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Name of the thing.</summary>
    public required string Name { get; init; }

    /// <summary>What the names of its fleet begin with.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>ARN of the thing; null if the device was registered just in time, and so does not know it.</summary>
    public required string? ThingArn { get; init; }

    /// <summary>ID of its certificate; null where the thing has lost it.</summary>
    public string? CertificateId { get; init; }

    /// <summary>The certificate, PEM; null where the file is not in the folder that was looked in.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its private key, PEM; null where the file is not in the folder that was looked in.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name of the policy that its certificate has; null where a provisioning template gave it one.</summary>
    public string? PolicyName { get; init; }

    /// <summary>AWS region.</summary>
    public required string Region { get; init; }
}
