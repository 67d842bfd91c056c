using System.Management.Automation;
using System.Security;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>The parameters that describe an InfluxDB server, whichever base a cmdlet has them from.</summary>
internal interface IInfluxDbParameters
{
    string? InfluxUrl { get; }
    SecureString? InfluxToken { get; }
    string? InfluxOrg { get; }
    string? InfluxBucket { get; }
    string? InfluxDatabase { get; }
    PSCredential? InfluxCredential { get; }
    string? InfluxCaFile { get; }
    string? InfluxCertificateFile { get; }
    string? InfluxKeyFile { get; }
    string? InfluxTimeout { get; }
    SwitchParameter InfluxSkipCertificateCheck { get; }
}
