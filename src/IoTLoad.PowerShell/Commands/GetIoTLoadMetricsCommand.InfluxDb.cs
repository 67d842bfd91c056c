using System.Management.Automation;
using System.Security;
using IoTLoad.Engine.Plan;
using IoTLoad.Metrics.InfluxDb;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Running;

namespace IoTLoad.PowerShell.Commands;

/// <content>Points from InfluxDB.</content>
public sealed partial class GetIoTLoadMetricsCommand : IInfluxDbParameters
{
    /// <summary>Length of the intervals that seconds are put together to.</summary>
    [Parameter(ParameterSetName = PointsSet)]
    [Parameter(ParameterSetName = RangeSet)]
    [ValidateNotNullOrEmpty]
    public string? Window { get; set; }

    /// <summary>The language that InfluxDB is asked in.</summary>
    [Parameter(ParameterSetName = PointsSet)]
    [Parameter(ParameterSetName = RangeSet)]
    public InfluxDbLanguage QueryLanguage { get; set; }

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

    private void WriteInfluxDb(string? testId, DateTimeOffset? from, DateTimeOffset? to)
    {
        var names = Patterns(Name);
        var statistics = Patterns(Statistic);
        var query = OrThrow(() => new InfluxDbQuery
        {
            TestId = testId,
            Start = from,
            End = to,
            Window = Window is null ? null : DurationText.Parse(Window, "-Window"),
            Language = QueryLanguage,
            NameFilter = name => Matches(names, name),
            StatisticFilter = statistic => Matches(statistics, statistic),
        });
        using var reader = new InfluxDbReader(_influxDb ??= OrThrow(() => InfluxDbParameters.Connection(this, PathOf, Store.Root)));
        var any = false;
        var garbage = default(PipelineGarbage);
        try
        {
            foreach (var point in reader.Read(query, Stopped))
            {
                any = true;
                WriteObject(point);
                garbage.Passed();
            }
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        if (!any)
        {
            WriteWarning(testId is null
                ? "InfluxDB has no such points in that time. Get-IoTLoadTest shows when tests ran."
                : Text($"InfluxDB has no such points of the test {testId}. See that the bucket is the one that it wrote to; what it could not send is sent by Send-IoTLoadMetrics."));
        }
    }
}
