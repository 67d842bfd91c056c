using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Sends what a stored run could not send while it ran, or all of its per-second series again.</summary>
public static class InfluxDbReplay
{
    /// <summary>
    /// Sends what waits in a run's folder, if anything does. If the process that ran the test ended before it had handed over
    /// everything, sends the whole per-second series.
    /// </summary>
    /// <exception cref="LoadException">
    /// Why not all could be sent, as <see cref="InfluxDbSink.CompleteAsync"/> says it; the rest stays. <c>InfluxDbSpoolInUse</c> while
    /// the test runs.
    /// </exception>
    public static async Task<InfluxDbWriterStatus> SendSpoolAsync(
        InfluxDbConnection connection, StoredRun run, InfluxDbWriterOptions? options = null, CancellationToken cancellation = default)
    {
        if (UnfinishedSink.Of(run.Folder) is not null)
        {
            return await SendRunAsync(connection, run, new InfluxDbSinkOptions { Writer = options ?? new() }, cancellation);
        }

        if (!Directory.Exists(Path.Combine(run.Folder, InfluxDbSpool.FolderName)))
        {
            return new InfluxDbWriterStatus();
        }

        return await SendAsync(connection, run, [], new InfluxDbSinkOptions { PerSecond = false, Writer = options ?? new() }, cancellation);
    }

    /// <summary>
    /// Sends the per-second series of a run from the run store, and what waits in its folder. A point that the server has already
    /// stays one point.
    /// </summary>
    /// <exception cref="LoadException">As <see cref="SendSpoolAsync"/>; <c>RunDamaged</c> with file and line.</exception>
    public static Task<InfluxDbWriterStatus> SendRunAsync(
        InfluxDbConnection connection, StoredRun run, InfluxDbSinkOptions? options = null, CancellationToken cancellation = default)
    {
        return SendAsync(connection, run, Reports(run), options ?? new(), cancellation);
    }

    private static IEnumerable<ShardReport> Reports(StoredRun run) =>
        SliceLog.Read(new RunFolder(run.Folder)).Select(line =>
            line.Slice.ToReport(run.Id) with { Sequence = line.Line, Failures = line.Slice.Failures ?? [] });

    /// <summary>Sends what an ended session left, to the server that it wrote to; null if it left nothing.</summary>
    /// <param name="run">The run, which is over.</param>
    /// <param name="profiles">The user's profiles: a token or password for that server is taken from one, or from the environment.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LoadException">As <see cref="SendSpoolAsync"/>.</exception>
    public static async Task<InfluxDbWriterStatus?> SendUnfinishedAsync(
        StoredRun run, InfluxDbProfiles profiles, CancellationToken cancellation = default)
    {
        if (UnfinishedSink.Of(run.Folder) is not { } left)
        {
            return null;
        }

        var settings = profiles.List().Aggregate(
            left.Over(InfluxDbSettings.FromEnvironment()), (settings, name) => settings.Over(profiles.Read(name)));
        return await SendRunAsync(settings.ToConnection(), run, cancellation: cancellation);
    }

    private static async Task<InfluxDbWriterStatus> SendAsync(
        InfluxDbConnection connection, StoredRun run, IEnumerable<ShardReport> reports, InfluxDbSinkOptions options,
        CancellationToken cancellation)
    {
        var plan = run.Plan ?? new Engine.Plan.LoadPlan();
        await using var sink = new InfluxDbSink(connection, plan, options with { Folder = run.Folder, PointSample = 0 });
        foreach (var report in reports)
        {
            cancellation.ThrowIfCancellationRequested();
            await sink.WriteAsync(report, cancellation);
            while (sink.IsBusy)
            {
                // The store reads faster than a server takes: wait rather than fill the memory.
                await Task.Delay(10, cancellation);
            }
        }

        return await sink.FinishAsync(cancellation);
    }
}

/// <summary>What was sent of a stored test.</summary>
/// <param name="TestId">The run's ID.</param>
/// <param name="Destination">The server and the bucket or database.</param>
/// <param name="Lines">Points that the server has taken.</param>
/// <param name="Recovered">Those of them that had waited in the run's folder.</param>
public sealed record SentMetrics(string TestId, string Destination, long Lines, long Recovered)
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{Lines} lines of {TestId} to {Destination}");
}
