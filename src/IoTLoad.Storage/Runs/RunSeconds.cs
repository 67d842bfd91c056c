using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Storage.Runs;

/// <summary>The seconds of a stored test, all shards together.</summary>
/// <param name="Origin">When second 0 began, UTC.</param>
/// <param name="Slices">A slice for each second that any shard reported, in order.</param>
public sealed record RunSeconds(DateTimeOffset Origin, IReadOnlyList<Slice> Slices)
{
    /// <summary>Reads them; works while the test runs, too.</summary>
    /// <param name="run">The test.</param>
    /// <param name="scenario">The scenario whose seconds are read; null for all together.</param>
    /// <exception cref="Engine.LoadException"><c>RunDamaged</c> with file and line.</exception>
    public static RunSeconds Read(StoredRun run, string? scenario = null)
    {
        var folder = new RunFolder(run.Folder);
        var merger = new ReportMerger();
        foreach (var (line, stored) in SliceLog.Read(folder))
        {
            if (scenario is not null && stored.Scenario != scenario)
            {
                continue;
            }

            try
            {
                merger.Add(stored.ToReport(folder.Id));
            }
            catch (FormatException exception)
            {
                throw StoreErrors.Damaged(folder.Id, folder.SlicesFile, line, exception.Message.TrimEnd('.'), exception);
            }
        }

        return merger.IsEmpty ? new RunSeconds(run.Started, []) : new RunSeconds(merger.Origin, [.. merger.Slices]);
    }

    /// <summary>The latencies as a log in HdrHistogram's format, which its own tools read: a line for each second and latency.</summary>
    public string ToHistogramLog() => LatencyLog.Of(this);
}
