using System.Text.Json.Serialization;

namespace IoTLoad.Engine.Plan;

/// <summary>How a TLS connection is authenticated, both ways. Files are read when the test starts.</summary>
public sealed record TlsPlan
{
    /// <summary>PEM file with the certificate authorities that the server's certificate must chain to; null uses the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Client certificate, PEM (intermediates may follow it in the file).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Private key of <see cref="CertificateFile"/>, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Client certificate and private key in one PKCS#12 file.</summary>
    public string? PfxFile { get; init; }

    /// <summary>Password of <see cref="PfxFile"/>, or of an encrypted <see cref="KeyFile"/>; never serialised.</summary>
    [JsonIgnore]
    public string? KeyPassword { get; init; }

    /// <summary>Name sent as SNI and expected in the server's certificate; null uses the endpoint's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>ALPN protocol names to offer, such as <c>x-amzn-mqtt-ca</c>.</summary>
    public IReadOnlyList<string> AlpnProtocols { get; init; } = [];

    /// <summary>Accept any server certificate. For test platforms only; the result says so.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>
    /// Let devices resume TLS sessions of other devices. Off by default: separate devices share no session, and a
    /// resumed handshake costs the platform a fraction of a full one.
    /// </summary>
    public bool AllowResume { get; init; }

    /// <summary>The record's kind, and no members: text ends up in logs, and one of them is a secret.</summary>
    public override string ToString() => nameof(TlsPlan);
}
