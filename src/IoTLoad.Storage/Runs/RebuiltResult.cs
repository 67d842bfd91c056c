using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Storage.Runs;

/// <summary>Makes the result of a run that has written none, from the seconds that it has written.</summary>
internal static class RebuiltResult
{
    /// <exception cref="Engine.LoadException"><c>RunDamaged</c> with file and line.</exception>
    public static LoadResult Read(RunFolder folder)
    {
        var run = folder.Read();
        var plan = folder.ReadPlan();
        var state = folder.ReadState();
        var shards = new SortedDictionary<int, ShardSum>();
        foreach (var (line, stored) in SliceLog.Read(folder))
        {
            if (!shards.TryGetValue(stored.Shard, out var sum))
            {
                shards.Add(stored.Shard, sum = new ShardSum(stored));
            }

            try
            {
                sum.Add(stored.Slice);
            }
            catch (FormatException exception)
            {
                throw StoreErrors.Damaged(folder.Id, folder.SlicesFile, line, exception.Message.TrimEnd('.'), exception);
            }
        }

        var merger = new ReportMerger();
        foreach (var (shard, sum) in shards)
        {
            merger.Add(sum.ToReport(folder.Id, plan.IsAcknowledged, state.Shards.FirstOrDefault(stored => stored.Shard == shard)));
        }

        return ResultBuilder.Build(merger, new RunFacts
        {
            Id = folder.Id,
            Plan = plan,
            Outcome = run.State == RunState.Failed ? RunOutcome.Failed : RunOutcome.Interrupted,
            Started = state.Started,
            Ended = shards.Count == 0 ? state.Started : shards.Values.Max(sum => sum.End),
            Endpoint = state.Endpoint,
            Notes = [Note(run.State, state.Process)],
            Folder = folder.Path,
        });
    }

    private static string Note(RunState state, ProcessIdentity process)
    {
        const string Open = "Messages that were then in flight count as Unacked, those not yet sent as Missed; Lost and Surplus are not known.";
        return state switch
        {
            RunState.Running => $"The test is still running; this is how it stands. {Open}",
            RunState.Failed => $"The test failed before it had a result; this is what it had measured. {Open}",
            _ => FormattableString.Invariant(
                $"The process that ran the test (ID {process.Id} on {process.Host}) ended without saying so; this is what it had written. {Open}"),
        };
    }

    /// <summary>One shard's seconds, added up.</summary>
    private sealed class ShardSum(StoredSlice first)
    {
        private readonly Counters _counters = new();
        private readonly LatencyTotals _latencies = new();
        private readonly List<Slice> _slices = [];

        private DateTimeOffset Origin { get; } = first.Time.AddSeconds(-first.Slice.Second);

        public DateTimeOffset End => Origin.AddSeconds(_slices.Max(slice => slice.Second) + 1);

        public void Add(Slice slice)
        {
            _latencies.Add(slice.Latencies);
            _counters.Add(slice.Counters);
            _slices.Add(slice);
        }

        public ShardReport ToReport(string runId, bool acknowledged, StoredShard? last)
        {
            // What was still open is told by the sums that hold at any end.
            _counters.Missed = _counters.Intended - _counters.Published;
            if (acknowledged)
            {
                _counters.Unacked = _counters.Published - _counters.Acked - _counters.Failed;
            }

            return new ShardReport
            {
                RunId = runId,
                Shard = first.Shard,
                Phase = last?.Phase ?? _slices[^1].Phase,
                Origin = Origin,
                Final = last?.Final ?? false,
                Totals = _counters,
                Latencies = _latencies.ToSet(),
                Failures = last?.Failures ?? [],
                Generator = last?.Generator ?? new GeneratorHealth(),
                Slices = _slices,
            };
        }
    }
}
