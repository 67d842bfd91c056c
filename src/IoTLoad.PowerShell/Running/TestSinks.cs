using IoTLoad.Aws.Metrics;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Otlp;

namespace IoTLoad.PowerShell.Running;

/// <summary>Where a test's series go besides the run store, and who else is asked about it.</summary>
internal sealed record TestSinks
{
    /// <summary>The InfluxDB server; null for none.</summary>
    public InfluxDbConnection? InfluxDb { get; init; }

    public InfluxDbSinkOptions InfluxDbOptions { get; init; } = new();

    /// <summary>The collector that takes metrics by OTLP; null for none.</summary>
    public OtlpConnection? Otlp { get; init; }

    /// <summary>Asks CloudWatch once the test is over, before the result goes anywhere; null if nothing needs it.</summary>
    public CloudWatchVerdict? Verdict { get; init; }

    /// <summary>Sees that each place takes points, before a test of hours runs that it would know nothing of.</summary>
    /// <exception cref="LoadException">Why one takes none.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (InfluxDb is not null && (await InfluxDbCheck.RunAsync(InfluxDb, cancellation)).WriteError is { } error)
        {
            throw error;
        }

        if (Otlp is not null)
        {
            await OtlpCheck.RunAsync(Otlp, cancellation);
        }
    }

    /// <summary>Opens the sinks of a run.</summary>
    /// <param name="runId">The run's ID.</param>
    /// <param name="plan">The plan, with its seed drawn.</param>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="LoadException">A sink's options make no sense, or its files cannot be read.</exception>
    public IReadOnlyList<IReportSink> Open(string runId, LoadPlan plan, string folder)
    {
        var sinks = new List<IReportSink>();
        if (InfluxDb is not null)
        {
            sinks.Add(new InfluxDbSink(InfluxDb, plan, InfluxDbOptions with { Folder = folder }));
        }

        if (Otlp is not null)
        {
            sinks.Add(new OtlpSink(Otlp, runId, plan));
        }

        return sinks;
    }
}
