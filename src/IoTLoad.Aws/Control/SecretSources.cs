using System.Text.Json.Serialization;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Control;

/// <summary>
/// Names of the parameters of Systems Manager's Parameter Store (SecureString) in which a function finds its secrets: an event and
/// a log hold names, and never what is behind them. Null where there is none.
/// </summary>
public sealed record SecretSources
{
    /// <summary>The certificate authorities that servers' certificates must chain to, PEM.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>The devices' client certificate, PEM.</summary>
    public string? Certificate { get; init; }

    /// <summary>Private key of <see cref="Certificate"/>, PEM.</summary>
    public string? Key { get; init; }

    /// <summary>Password of an encrypted <see cref="Key"/>.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>The devices' MQTT password.</summary>
    public string? Password { get; init; }

    /// <summary>The custom authorizer's token.</summary>
    public string? AuthorizerToken { get; init; }

    /// <summary>Signature of <see cref="AuthorizerToken"/>.</summary>
    public string? AuthorizerSignature { get; init; }

    /// <summary>MQTT password of the control channel, where its endpoint is not the one under test.</summary>
    public string? ControlPassword { get; init; }

    /// <summary>InfluxDB's API token.</summary>
    public string? InfluxToken { get; init; }

    /// <summary>InfluxDB's password.</summary>
    public string? InfluxPassword { get; init; }

    /// <summary>The certificate authorities that InfluxDB's certificate must chain to, PEM.</summary>
    public string? InfluxCertificateAuthorities { get; init; }

    /// <summary>
    /// What the names of the parameters of single devices begin with: that of device <c>i</c> is <c>name/i</c> and holds its identity, JSON
    /// as <see cref="DeviceSecret"/>. A function reads those of its own devices.
    /// </summary>
    public string? Identities { get; init; }

    /// <summary>The parameter of a device's identity.</summary>
    public static string IdentityOf(string name, int device) => InvariantText.Text($"{name}/{device}");

    /// <summary>The parameters that are named, by what they hold.</summary>
    [JsonIgnore]
    internal IEnumerable<(string Secret, string Name)> Names => new[]
    {
        (nameof(CertificateAuthorities), CertificateAuthorities), (nameof(Certificate), Certificate), (nameof(Key), Key),
        (nameof(KeyPassword), KeyPassword),
        (nameof(Password), Password), (nameof(AuthorizerToken), AuthorizerToken), (nameof(AuthorizerSignature), AuthorizerSignature),
        (nameof(ControlPassword), ControlPassword), (nameof(InfluxToken), InfluxToken), (nameof(InfluxPassword), InfluxPassword),
        (nameof(InfluxCertificateAuthorities), InfluxCertificateAuthorities), (nameof(Identities), Identities),
    }.Where(each => each.Item2 is not null).Select(each => (each.Item1, each.Item2!));
}

/// <summary>The identity of one device in Parameter Store.</summary>
/// <param name="ClientId">Its client ID; null takes that of the plan.</param>
/// <param name="Certificate">Its certificate, PEM.</param>
/// <param name="Key">Its private key, PEM.</param>
public sealed record DeviceSecret(string? ClientId, string? Certificate, string? Key)
{
    /// <summary>The record's kind, and no members: one of them is a key.</summary>
    public override string ToString() => nameof(DeviceSecret);
}
