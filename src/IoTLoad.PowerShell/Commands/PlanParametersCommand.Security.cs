using System.Management.Automation;
using System.Security;

namespace IoTLoad.PowerShell.Commands;

/// <content>What devices show the broker, and what it must show them.</content>
public abstract partial class PlanParametersCommand
{
    /// <summary>User name; may hold placeholders.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? Username { get; set; }

    /// <summary>Password of <see cref="Username"/>.</summary>
    [Parameter]
    public SecureString? Password { get; set; }

    /// <summary>User name and password in one.</summary>
    [Parameter, Credential]
    public PSCredential? MqttCredential { get; set; }

    /// <summary>PEM file with the authorities that the broker's certificate must chain to.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>Client certificate, PEM.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? CertificateFile { get; set; }

    /// <summary>Private key of <see cref="CertificateFile"/>, PEM.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>Client certificate and private key, PKCS#12.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? PfxFile { get; set; }

    /// <summary>Password of <see cref="PfxFile"/> or of an encrypted <see cref="KeyFile"/>.</summary>
    [Parameter, Alias("KeyPassword")]
    public SecureString? PfxPassword { get; set; }

    /// <summary>Name sent as SNI and expected in the broker's certificate.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <summary>ALPN protocols to offer.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] AlpnProtocol { get; set; } = [];

    /// <summary>Accepts any server certificate.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Lets devices resume TLS sessions.</summary>
    [Parameter]
    public SwitchParameter AllowTlsResume { get; set; }

    /// <summary>Name of the custom authorizer.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    [PSDefaultValue(Help = "The platform's default authorizer, where a token or login is given")]
    public string? AuthorizerName { get; set; }

    /// <summary>Name of the header or parameter that carries <see cref="AuthorizerToken"/>.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? AuthorizerTokenKey { get; set; }

    /// <summary>Token for the custom authorizer.</summary>
    [Parameter]
    public SecureString? AuthorizerToken { get; set; }

    /// <summary>Signature of <see cref="AuthorizerToken"/>, Base64.</summary>
    [Parameter]
    public SecureString? AuthorizerSignature { get; set; }
}
