using System.Management.Automation;
using System.Security;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet with the parameters that describe an InfluxDB server.</summary>
public abstract class InfluxDbServerCommand : IoTLoadCommand, IInfluxDbParameters
{
    private protected InfluxDbServerCommand()
    {
    }

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
}

/// <summary>A cmdlet that speaks to InfluxDB.</summary>
public abstract class InfluxDbCommand : InfluxDbServerCommand
{
    private protected InfluxDbCommand()
    {
    }

    /// <summary>Name of a profile that Set-IoTLoadInfluxDBProfile has stored.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string? InfluxProfile { get; set; }

    /// <summary>
    /// The connection that the parameters, the profile and the environment describe; what is wrong with it ends the cmdlet.
    /// </summary>
    private protected InfluxDbConnection Connection() => InfluxDbParameters.Connection(this, InfluxProfile, PathOf, Store.Root);
}
