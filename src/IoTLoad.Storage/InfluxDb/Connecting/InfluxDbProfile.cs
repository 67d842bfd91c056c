namespace IoTLoad.Storage.InfluxDb;

/// <summary>A stored profile without its secrets, to look at.</summary>
public sealed record InfluxDbProfile
{
    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>The server.</summary>
    public string? Url { get; init; }

    /// <summary>Organisation.</summary>
    public string? Org { get; init; }

    /// <summary>Bucket.</summary>
    public string? Bucket { get; init; }

    /// <summary>Database.</summary>
    public string? Database { get; init; }

    /// <summary>User name.</summary>
    public string? Username { get; init; }

    /// <summary>Whether it holds a token.</summary>
    public bool HasToken { get; init; }

    /// <summary>Whether it holds a password.</summary>
    public bool HasPassword { get; init; }

    /// <summary>PEM file with certificate authorities.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Whether any server certificate is accepted.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>What may be shown of settings.</summary>
    public static InfluxDbProfile Of(string name, InfluxDbSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new InfluxDbProfile
        {
            Name = name,
            Url = settings.Url,
            Org = settings.Org,
            Bucket = settings.Bucket,
            Database = settings.Database,
            Username = settings.Username,
            HasToken = settings.Token is not null,
            HasPassword = settings.Password is not null,
            CaFile = settings.CaFile,
            CertificateFile = settings.CertificateFile,
            SkipCertificateCheck = settings.SkipCertificateCheck ?? false,
        };
    }
}
