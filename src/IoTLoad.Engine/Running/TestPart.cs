using System.Threading.Channels;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Running;

/// <summary>A scenario at work, or a plan without scenarios: its shard, and what that has reported.</summary>
internal sealed class TestPart(ShardRun shard)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ThresholdWatch _watch = new(shard.Shard.Plan);

    public ShardRun Shard => shard;

    public string? Scenario => shard.Shard.Scenario;

    /// <summary>Its number among all parts.</summary>
    public int Number => shard.Shard.Number;

    /// <summary>Completed when it is over, or will not begin.</summary>
    public Task Over => _over.Task;

    /// <summary>When its first device began to connect, UTC; null before that.</summary>
    public DateTimeOffset? Began { get; set; }

    /// <summary>The latest report, without its seconds; null before the first.</summary>
    public ShardReport? Last { get; private set; }

    /// <summary>What ended it early; null if nothing did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Takes a report.</summary>
    /// <returns>Whether a threshold says just now that the test is to end.</returns>
    public bool Take(ShardReport report)
    {
        // The result is made from totals. Seconds are for the sinks: kept here, they would grow with the length of the test.
        Last = report with { Slices = [] };
        return report.Slices.Aggregate(false, (ends, slice) => _watch.Add(slice) || ends);
    }

    public void End(Exception? fault)
    {
        Fault = fault is LoadException known ? known.In(Scenario) : fault;
        _over.TrySetResult();
    }

    /// <summary>Its result.</summary>
    /// <param name="id">The test's ID.</param>
    /// <param name="started">When it was to begin, if it did not.</param>
    public LoadResult Result(string id, DateTimeOffset started)
    {
        var reports = new ReportMerger();
        if (Last is not null)
        {
            reports.Add(Last);
        }

        return ResultBuilder.Build(reports, new RunFacts
        {
            Id = id,
            Plan = shard.Shard.Plan.WithoutSecrets(),
            Outcome = Last?.Outcome ?? (Fault is null && Scenario is not null ? RunOutcome.Stopped : RunOutcome.Failed),
            Started = Began ?? started,
            Ended = Last?.Time ?? DateTimeOffset.UtcNow,
            PublishDuration = Last?.PublishDuration ?? TimeSpan.Zero,
            Endpoint = shard.EndpointText,
            PeakOnline = Last?.PeakOnline ?? 0,
            NeverConnected = Last?.NeverConnected,
            Fault = Fault is null ? null : RunFault.Of(Fault),
        }, watch: _watch);
    }

    /// <summary>Writes to a channel that others write to as well, and that is not at its end when this part is.</summary>
    public sealed class Writer(ChannelWriter<ShardReport> reports) : ChannelWriter<ShardReport>
    {
        public override bool TryComplete(Exception? error = null) => true;

        public override bool TryWrite(ShardReport item) => reports.TryWrite(item);

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
            reports.WaitToWriteAsync(cancellationToken);
    }
}
