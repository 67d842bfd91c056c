using System.Management.Automation;
using System.Security;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <content>Where InfluxDB is. A class has one base, so the parameters of <see cref="InfluxDbCommand"/> stand here again.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>URL of the InfluxDB server.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxUrl { get; set; }

    /// <summary>API token of InfluxDB 2.x or 3.x.</summary>
    [Parameter, ValidateNotNull]
    public SecureString? InfluxToken { get; set; }

    /// <summary>Organisation in InfluxDB 2.x.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxOrg { get; set; }

    /// <summary>Bucket in InfluxDB 2.x.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxBucket { get; set; }

    /// <summary>Database in InfluxDB 1.x or 3.x.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxDatabase { get; set; }

    /// <summary>User name and password of InfluxDB 1.x.</summary>
    [Parameter, Credential]
    public PSCredential? InfluxCredential { get; set; }

    /// <summary>Name of a profile that Set-IoTLoadInfluxDBProfile has stored.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string? InfluxProfile { get; set; }

    /// <summary>PEM file with the authorities that the InfluxDB server's certificate must chain to.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxCaFile { get; set; }

    /// <summary>Client certificate for InfluxDB, PEM.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxCertificateFile { get; set; }

    /// <summary>Private key of <see cref="InfluxCertificateFile"/>, PEM.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? InfluxKeyFile { get; set; }

    /// <summary>Longest wait for an answer of InfluxDB.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "10s")]
    public string? InfluxTimeout { get; set; }

    /// <summary>Accepts any certificate of the InfluxDB server.</summary>
    [Parameter]
    public SwitchParameter InfluxSkipCertificateCheck { get; set; }

    /// <summary>The connection to InfluxDB that the parameters, the profile and the environment describe.</summary>
    /// <exception cref="Engine.LoadException">See <see cref="InfluxDbSettings.Resolve"/>.</exception>
    private InfluxDbConnection ConnectionToInfluxDb() => InfluxDbParameters.Connection(this, InfluxProfile, PathOf, Store.Root);
}
