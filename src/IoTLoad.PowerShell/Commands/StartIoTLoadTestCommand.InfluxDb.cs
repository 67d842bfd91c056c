using System.Collections;
using System.Management.Automation;
using System.Security;
using IoTLoad.Aws.Metrics;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Otlp;

namespace IoTLoad.PowerShell.Commands;

/// <content>Writing the series to InfluxDB while the test runs.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>Writes the series to InfluxDB; any other parameter about InfluxDB does so, too.</summary>
    [Parameter]
    public SwitchParameter InfluxDb { get; set; }

    /// <summary>Further tags of the per-second points.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable? InfluxTag { get; set; }

    /// <summary>Share of connections and messages, 0 to 1, that become a point each.</summary>
    [Parameter, NumberTransformation]
    public double PointSample { get; set; }

    /// <summary>Whether a message's point holds its payload.</summary>
    [Parameter]
    public SwitchParameter PointPayload { get; set; }

    private bool WritesToInfluxDb => InfluxDb || MyInvocation.BoundParameters.Keys.Any(name =>
        name is nameof(PointSample) or nameof(PointPayload) || (name is not nameof(InfluxDb) && InfluxDbParameters.IsOne(name)));

    private TestSinks Sinks(CloudWatchVerdict? verdict) => new()
    {
        Verdict = verdict,
        InfluxDb = WritesToInfluxDb ? ConnectionToInfluxDb() : null,
        Otlp = OtlpConnection(),
        InfluxDbOptions = new InfluxDbSinkOptions
        {
            PointSample = Function is null ? PointSample : 0,
            PointPayload = PointPayload,
            Tags = InfluxDbParameters.Tags(InfluxTag ?? []),
        },
    };
}

/// <content>Exporting the series by OTLP, the OpenTelemetry protocol, while the test runs.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>URL of a collector that takes metrics by OTLP.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? OtlpEndpoint { get; set; }

    /// <summary>How OTLP travels.</summary>
    [Parameter, PSDefaultValue(Help = "Grpc for port 4317, else Http")]
    public OtlpTransport OtlpTransport { get; set; }

    /// <summary>Headers of OTLP requests.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable? OtlpHeader { get; set; }

    private OtlpConnection? OtlpConnection() => OtlpEndpoint is null ? null
        : Storage.Otlp.OtlpConnection.Parse(OtlpEndpoint, MyInvocation.BoundParameters.ContainsKey(nameof(OtlpTransport))
            ? OtlpTransport : null) with
        {
            Headers = (OtlpHeader ?? []).Cast<DictionaryEntry>().ToDictionary(
                header => $"{header.Key}", header =>
                    header.Value is SecureString secret ? Secret.Reveal(secret)! : $"{header.Value}", StringComparer.OrdinalIgnoreCase),
        };
}
