namespace IoTLoad.Aws.Devices;

/// <summary>A line of a fleet's journal: a certificate that was made, or has gone.</summary>
internal sealed record FleetCertificate
{
    /// <summary>The device that it was made for; null where all share it.</summary>
    public string? Device { get; init; }

    /// <summary>ID of the certificate.</summary>
    public required string Id { get; init; }

    /// <summary>ARN of the certificate.</summary>
    public required string Arn { get; init; }

    /// <summary>Whether it has been deleted since.</summary>
    public bool Deleted { get; init; }
}
