using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Sends to InfluxDB what a test could not send while it ran, or all of its series anew.</summary>
[Cmdlet(VerbsCommunications.Send, "IoTLoadMetrics", SupportsShouldProcess = true)]
[OutputType(typeof(SentMetrics))]
public sealed class SendIoTLoadMetricsCommand : InfluxDbCommand
{
    private InfluxDbConnection? _connection;

    /// <summary>IDs of tests; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Sends all per-second points, and not only what is waiting.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    private protected override void Process()
    {
        var connection = _connection ??= Connection();
        foreach (var run in FindRuns(Id))
        {
            if (ShouldProcess($"{run.Id} to {connection}", All ? "Send all per-second metrics" : "Send the metrics that wait"))
            {
                OrReport(() => WriteObject(Send(connection, run)));
            }
        }
    }

    private SentMetrics Send(InfluxDbConnection connection, StoredRun run)
    {
        var status = Await($"InfluxDB, test {run.Id}", () => All
            ? InfluxDbReplay.SendRunAsync(connection, run, cancellation: Stopped)
            : InfluxDbReplay.SendSpoolAsync(connection, run, cancellation: Stopped));
        return new SentMetrics(run.Id, connection.ToString(), status.Written, status.Recovered);
    }
}
