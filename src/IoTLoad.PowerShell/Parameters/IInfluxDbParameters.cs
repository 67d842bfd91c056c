using System.Management.Automation;
using System.Security;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>The parameters that describe an InfluxDB server, whichever base a cmdlet has them from.</summary>
internal interface IInfluxDbParameters
{
    /// <summary>The server's URL.</summary>
    string? InfluxUrl { get; }

    /// <summary>API token.</summary>
    SecureString? InfluxToken { get; }

    /// <summary>Organisation.</summary>
    string? InfluxOrg { get; }

    /// <summary>Bucket.</summary>
    string? InfluxBucket { get; }

    /// <summary>Database.</summary>
    string? InfluxDatabase { get; }

    /// <summary>User name and password.</summary>
    PSCredential? InfluxCredential { get; }

    /// <summary>PEM file with certificate authorities.</summary>
    string? InfluxCaFile { get; }

    /// <summary>Client certificate, PEM.</summary>
    string? InfluxCertificateFile { get; }

    /// <summary>Private key of the client certificate, PEM.</summary>
    string? InfluxKeyFile { get; }

    /// <summary>Longest wait for an answer.</summary>
    string? InfluxTimeout { get; }

    /// <summary>Accepts any server certificate.</summary>
    SwitchParameter InfluxSkipCertificateCheck { get; }
}
