namespace IoTLoad.Storage.InfluxDb;

/// <summary>What a server is asked with: who we are there, which database is meant, and the files of TLS.</summary>
public abstract record InfluxDbAccess
{
    /// <summary>API token (2.x and 3.x).</summary>
    public string? Token { get; init; }

    /// <summary>Organisation, name or ID; 2.x needs it.</summary>
    public string? Org { get; init; }

    /// <summary>Bucket (2.x); the same as <see cref="Database"/> elsewhere.</summary>
    public string? Bucket { get; init; }

    /// <summary>Database (1.x and 3.x).</summary>
    public string? Database { get; init; }

    /// <summary>User name (1.x).</summary>
    public string? Username { get; init; }

    /// <summary>Password of <see cref="Username"/>.</summary>
    public string? Password { get; init; }

    /// <summary>PEM file with the authorities that the server's certificate must chain to; null uses the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Private key of <see cref="CertificateFile"/>, PEM.</summary>
    public string? KeyFile { get; init; }
}

/// <summary>Where a database is, and who we are there. Made by <see cref="InfluxDbSettings.ToConnection"/>, or by hand.</summary>
public sealed record InfluxDbConnection : InfluxDbAccess
{
    /// <summary>A connection by hand.</summary>
    public InfluxDbConnection()
    {
    }

    internal InfluxDbConnection(InfluxDbAccess access)
        : base(access)
    {
    }

    /// <summary>The server, <c>http</c> or <c>https</c>; a path is kept as a prefix, as behind a reverse proxy.</summary>
    public required Uri Url { get; init; }

    /// <summary>Longest wait for an answer to begin.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Accept any server certificate. For test platforms only.</summary>
    public bool SkipCertificateCheck { get; init; }

    internal string Target => Bucket ?? Database ?? "";

    /// <summary>How messages call the server: never with a user name or password.</summary>
    internal string Place => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>The server and the bucket, and no secrets: text ends up in logs.</summary>
    public override string ToString() => $"{Place} {Target}".TrimEnd();
}
