using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Runs;

/// <summary>Makes the result of a run that has written none, from the seconds that it has written.</summary>
internal static class RebuiltResult
{
    /// <exception cref="Engine.LoadException"><c>RunDamaged</c> with file and line.</exception>
    public static LoadResult Read(RunFolder folder)
    {
        var plan = folder.ReadPlan();
        return Read(folder, plan, plan.Scenarios.Count == 0 ? [] : [.. plan.Parts.Select(part => Read(folder, part, []))]);
    }

    /// <summary>The result of a plan, or of one of its scenarios.</summary>
    private static LoadResult Read(RunFolder folder, LoadPlan plan, IReadOnlyList<LoadResult> scenarios)
    {
        var run = folder.Read();
        var state = folder.ReadState();
        // The log has the shards side by side, so that a second is soon complete.
        var merger = new ReportMerger(openSeconds: 120);
        var streams = new Dictionary<(int Shard, DateTimeOffset Origin), Stream>();
        var latencies = new LatencyTotals();
        var (begin, end) = (state.Started, state.Started);
        foreach (var (line, stored) in SliceLog.Read(folder))
        {
            if (plan.Scenario is { } scenario && stored.Scenario != scenario)
            {
                continue;
            }

            begin = streams.Count == 0 && plan.Scenario is not null ? stored.Time : begin;
            if (!streams.TryGetValue((stored.Shard, stored.Origin), out var stream))
            {
                var wave = streams.Keys.Count(key => key.Shard == stored.Shard);
                streams.Add((stored.Shard, stored.Origin), stream = new Stream(stored, wave));
            }

            try
            {
                latencies.Add(stored.Slice.Latencies);
                merger.Add(stream.Add(folder.Id, stored.Slice));
            }
            catch (FormatException exception)
            {
                throw StoreErrors.Damaged(folder.Id, folder.SlicesFile, line, exception.Message.TrimEnd('.'), exception);
            }

            end = stored.Time.AddSeconds(1) > end ? stored.Time.AddSeconds(1) : end;
        }

        // A result has one distribution of each latency for all shards, so that one of them can bring it.
        var encoded = latencies.ToSet();
        foreach (var shard in streams.Values.GroupBy(stream => stream.Shard).OrderBy(shard => shard.Key))
        {
            var last = shard.MaxBy(stream => stream.Origin)!;
            foreach (var stream in shard)
            {
                var said = stream == last ? state.Shards.FirstOrDefault(stored => stored.Shard == shard.Key) : null;
                var closed = stream.Close(folder.Id, IsAcknowledged(plan, stream.Scenario), said, stream != last);
                merger.Add(closed with { Latencies = encoded });
                encoded = new LatencySet();
            }
        }

        return ResultBuilder.Build(merger, new RunFacts
        {
            Id = folder.Id,
            Plan = plan,
            Outcome = run.State == RunState.Failed ? RunOutcome.Failed : RunOutcome.Interrupted,
            Started = begin,
            Ended = end,
            Endpoint = state.Endpoint,
            Scenarios = scenarios,
            Notes = [Note(run.State, state.Process)],
            Folder = folder.Path,
        });
    }

    private static bool IsAcknowledged(LoadPlan plan, string? scenario) =>
        (plan.Parts.FirstOrDefault(part => part.Scenario == scenario) ?? plan).IsAcknowledged;

    private static string Note(RunState state, ProcessIdentity process)
    {
        const string Open = "Messages that were then in flight count as Unacked, those not yet sent as Missed; Lost and Surplus "
            + "are not known.";
        return state switch
        {
            RunState.Running => $"The test is still running; this is how it stands. {Open}",
            RunState.Failed => $"The test failed before it had a result; this is what it had measured. {Open}",
            _ => Text(
                $"The process that ran the test (ID {process.Id} on {process.Host}) ended before the test did; this is what it "
                    + $"had written. {Open}"),
        };
    }

    /// <summary>One wave of a shard: its seconds go on to the merger at once, only their sums stay here.</summary>
    private sealed class Stream(StoredSlice first, int wave)
    {
        private readonly Counters _counters = new();
        private RunPhase _phase;
        private int _sequence;

        public int Shard => first.Shard;

        public string? Scenario => first.Scenario;

        public DateTimeOffset Origin => first.Origin;

        public ShardReport Add(string runId, Slice slice)
        {
            _counters.Add(slice.Counters);
            _phase = slice.Phase;
            return Report(runId) with { Slices = [slice] };
        }

        public ShardReport Close(string runId, bool acknowledged, StoredShard? last, bool followed)
        {
            // What was still open is told by the sums that hold at any end.
            _counters.Missed = _counters.Intended - _counters.Published;
            if (acknowledged)
            {
                _counters.Unacked = _counters.Published - _counters.Acked - _counters.Failed;
            }

            return Report(runId) with
            {
                Phase = last?.Phase ?? _phase,
                Final = last?.Final ?? followed,
                Totals = _counters,
                Failures = last?.Failures ?? [],
                Generator = last?.Generator ?? new GeneratorHealth(),
            };
        }

        private ShardReport Report(string runId) => new()
        {
            RunId = runId,
            Shard = Shard,
            Wave = wave,
            Scenario = Scenario,
            Sequence = ++_sequence,
            Phase = _phase,
            Origin = Origin,
            Totals = new Counters(),
            Latencies = new LatencySet(),
            Generator = new GeneratorHealth(),
        };
    }
}
