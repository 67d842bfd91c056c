using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Metrics.InfluxDb;

namespace IoTLoad.PowerShell.Running;

/// <summary>Where a test's series go besides the run store.</summary>
internal sealed record TestSinks
{
    /// <summary>The InfluxDB server; null for none.</summary>
    public InfluxDbConnection? InfluxDb { get; init; }

    /// <summary>What is written to it.</summary>
    public InfluxDbSinkOptions InfluxDbOptions { get; init; } = new();

    /// <summary>Sees that each place takes points, before a test of hours runs that it would know nothing of.</summary>
    /// <exception cref="LoadException">Why one takes none.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (InfluxDb is not null && (await InfluxDbCheck.RunAsync(InfluxDb, cancellation)).WriteError is { } error)
        {
            throw error;
        }
    }

    /// <summary>Opens the sinks of a run.</summary>
    /// <param name="plan">The plan, with its seed drawn.</param>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="LoadException">A sink's options make no sense, or its files cannot be read.</exception>
    public IReadOnlyList<IReportSink> Open(LoadPlan plan, string folder) =>
        InfluxDb is null ? [] : [new InfluxDbSink(InfluxDb, plan, InfluxDbOptions with { Folder = folder })];
}
