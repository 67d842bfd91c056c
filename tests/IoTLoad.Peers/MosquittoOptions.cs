namespace IoTLoad.Peers;

/// <summary>What is special about a <see cref="Mosquitto"/>.</summary>
public sealed record MosquittoOptions
{
    /// <summary>User names and passwords; null lets everybody in.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }

    /// <summary>The server's certificate; null for <see cref="TestCertificates.Server"/>.</summary>
    public Func<TestCertificates, CertificateFiles>? ServerCertificate { get; init; }

    /// <summary>Highest TLS version, as mosquitto's <c>tls_version</c> (<c>tlsv1.2</c>, <c>tlsv1.3</c>); null for all.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>Address that the broker listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Further lines of the configuration's global part.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Further lines of each listener.</summary>
    public IReadOnlyList<string> ListenerLines { get; init; } = [];

    /// <summary>Keep sessions and messages on disk, written with each change, so that they survive a kill.</summary>
    public bool Persistent { get; init; }

    /// <summary>Whether the broker logs each packet, which costs it a good part of its speed.</summary>
    public bool Verbose { get; init; } = true;
}
