using System.Collections;
using System.Management.Automation;
using System.Security;
using IoTLoad.Metrics.InfluxDb;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Running;

namespace IoTLoad.PowerShell.Commands;

/// <content>Writing the series to InfluxDB while the test runs.</content>
public sealed partial class StartIoTLoadTestCommand : IInfluxDbParameters
{
    /// <summary>Writes the series to InfluxDB; any other parameter about InfluxDB does so, too.</summary>
    [Parameter]
    public SwitchParameter InfluxDb { get; set; }

    /// <summary>URL of the InfluxDB server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxUrl { get; set; }

    /// <summary>API token of InfluxDB 2.x or 3.x.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? InfluxToken { get; set; }

    /// <summary>Organisation in InfluxDB 2.x.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxOrg { get; set; }

    /// <summary>Bucket in InfluxDB 2.x.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxBucket { get; set; }

    /// <summary>Database in InfluxDB 1.x or 3.x.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxDatabase { get; set; }

    /// <summary>User name and password of InfluxDB 1.x.</summary>
    [Parameter]
    [Credential]
    public PSCredential? InfluxCredential { get; set; }

    /// <summary>Name of a profile that Set-IoTLoadInfluxDBProfile has stored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string? InfluxProfile { get; set; }

    /// <summary>PEM file with the authorities that the InfluxDB server's certificate must chain to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxCaFile { get; set; }

    /// <summary>Client certificate for InfluxDB, PEM.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxCertificateFile { get; set; }

    /// <summary>Private key of <see cref="InfluxCertificateFile"/>, PEM.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InfluxKeyFile { get; set; }

    /// <summary>Longest wait for an answer of InfluxDB.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Help = "10s")]
    public string? InfluxTimeout { get; set; }

    /// <summary>Accepts any certificate of the InfluxDB server.</summary>
    [Parameter]
    public SwitchParameter InfluxSkipCertificateCheck { get; set; }

    /// <summary>Further tags of the per-second points.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? InfluxTag { get; set; }

    /// <summary>Share of connections and messages, 0 to 1, that become a point each.</summary>
    [Parameter]
    public double PointSample { get; set; }

    /// <summary>Whether a message's point holds its payload.</summary>
    [Parameter]
    public SwitchParameter PointPayload { get; set; }

    private bool WritesToInfluxDb => InfluxDb || MyInvocation.BoundParameters.Keys.Any(name =>
        name is nameof(PointSample) or nameof(PointPayload) || (name is not nameof(InfluxDb) && InfluxDbParameters.IsOne(name)));

    private TestSinks Sinks() => new()
    {
        InfluxDb = WritesToInfluxDb ? InfluxDbParameters.Connection(this, PathOf, Store.Root) : null,
        Otlp = OtlpConnection(),
        InfluxDbOptions = new InfluxDbSinkOptions
        {
            PointSample = PointSample,
            PointPayload = PointPayload,
            Tags = (InfluxTag ?? []).Cast<DictionaryEntry>().ToDictionary(tag => $"{tag.Key}", tag => $"{tag.Value}", StringComparer.Ordinal),
        },
    };
}
