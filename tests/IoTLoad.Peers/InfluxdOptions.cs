namespace IoTLoad.Peers;

/// <summary>What is special about an <see cref="Influxd"/>.</summary>
public sealed record InfluxdOptions
{
    /// <summary>Name of the administrator; null lets everybody do everything.</summary>
    public string? Username { get; init; }

    /// <summary>Password of <see cref="Username"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>The server's certificate; null speaks plain HTTP.</summary>
    public Func<TestCertificates, CertificateFiles>? ServerCertificate { get; init; }

    /// <summary>Further lines of the configuration's <c>[http]</c> part.</summary>
    public IReadOnlyList<string> HttpLines { get; init; } = [];

    /// <summary>Further lines of the configuration's <c>[data]</c> part.</summary>
    public IReadOnlyList<string> DataLines { get; init; } = [];
}
