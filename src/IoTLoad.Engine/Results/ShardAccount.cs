using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>
/// Holds the shards' reports against the shards that were to report, and closes what is open, so that the sums of
/// <see cref="Counters"/> hold for a test of which a part is missing.
/// </summary>
/// <remarks>
/// A message that a dead shard is not known to have published was missed; one without an acknowledgement is unacknowledged; and a
/// subscriber that is gone is owed no more than it had received.
/// </remarks>
internal sealed class ShardAccount
{
    private readonly ReportMerger _reports;
    private readonly RunOutcome _outcome;
    private readonly List<(ShardPlan Plan, ShardSummary Row)> _parts = [];

    public ShardAccount(ReportMerger reports, IReadOnlyList<ShardPlan> expected, RunOutcome outcome)
    {
        _reports = reports;
        _outcome = outcome;
        _parts = [.. expected.OrderBy(part => part.Number).ThenBy(part => part.Wave).Select(part => (part, Close(part)))];
        foreach (var scenario in _parts.GroupBy(part => part.Plan.Scenario))
        {
            var counters = new Counters();
            foreach (var (_, row) in scenario)
            {
                counters.Add(row.Counters);
            }

            if (scenario.Any(part => part.Plan.CrossesShards))
            {
                CloseReceipts(counters, [.. scenario]);
            }

            Counters.Add(counters);
        }
    }

    /// <summary>What all shards counted, closed.</summary>
    public Counters Counters { get; } = new();

    /// <summary>One row a shard, by number.</summary>
    public IReadOnlyList<ShardSummary> Shards =>
        [.. _parts.GroupBy(part => part.Row.Shard).Select(waves => ShardSummary.Of(waves.Key, [.. waves.Select(wave => wave.Row)]))];

    /// <summary>
    /// Length of the publishing phase: of the schedule, what any shard says that it has run; null where none has said so.
    /// </summary>
    public TimeSpan? PublishDuration
    {
        get
        {
            var sum = TimeSpan.Zero;
            var reached = TimeSpan.Zero;
            var said = false;
            foreach (var (plan, _) in _parts.OrderBy(part => part.Plan.From))
            {
                if (_reports.Find(plan.Number, plan.Wave)?.PublishDuration is { } length)
                {
                    said = true;
                    var begin = plan.From > reached ? plan.From : reached;
                    reached = plan.From + length > begin ? plan.From + length : begin;
                    sum += reached - begin;
                }
            }

            return said ? sum : null;
        }
    }

    /// <summary>Connections that were never up, in the shards' last waves; null where one has not said so.</summary>
    public int? NeverConnected
    {
        get
        {
            var last = _parts.GroupBy(part => part.Row.Shard).Select(waves => waves.Last().Plan)
                .Select(plan => _reports.Find(plan.Number, plan.Wave)).ToList();
            return last.All(report => report?.NeverConnected is not null) ? last.Sum(report => report!.NeverConnected!.Value) : null;
        }
    }

    /// <summary>The shards whose measurements are not whole, in words.</summary>
    public IEnumerable<string> Incomplete => Gaps.Select(gap => $"{Names(gap.Rows)} {gap.What.Split(';')[0]}");

    /// <summary>What a reader must be told of the shards.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            foreach (var (rows, what) in Gaps)
            {
                yield return Text(
                    $"{Names(rows)} {what}{Reason(rows)}; {rows.Sum(row => row.NotOffered):N0} messages of the plan were not "
                        + $"offered and count as missed.");
            }

            var stopped = _parts.Where(part => part.Row is { State: ShardState.Stopped or ShardState.Completed, NotOffered: > 0 })
                .Select(part => part.Row).ToList();
            if (stopped.Count > 0)
            {
                yield return Text(
                    $"{Names(stopped)} began late or ended early; {stopped.Sum(row => row.NotOffered):N0} messages of the plan "
                        + $"were not offered and count as missed.");
            }

            if (Reported.Any(report => report.Coarse))
            {
                yield return "Latencies are partly rounded to two significant digits: a shard's report would have been too long otherwise.";
            }

            var crossing = _parts.Select(part => part.Plan).Where(part => part.CrossesShards).Select(part => part.Plan).ToList();
            if (crossing.Count > 0)
            {
                if (crossing.Exists(plan => plan.Traffic.IsShared))
                {
                    yield return "The members of the shared subscription were in several shards: messages that members of two shards "
                        + "received count as Surplus, not as Duplicates.";
                }

                yield return "The round trip is of messages whose sender and subscriber were in the same shard: "
                    + "others would compare two clocks.";
                if (Counters.Unacked + Counters.Failed > 0 && crossing.Exists(plan => plan.IsTracked))
                {
                    yield return Text(
                        $"Messages crossed shards, so it is not known which of the {Counters.Unacked + Counters.Failed:N0} "
                            + $"without an acknowledgement arrived; Lost may be higher by as many.");
                }
            }
        }
    }

    private IEnumerable<(List<ShardSummary> Rows, string What)> Gaps =>
        new (ShardState State, string What)[]
        {
            (ShardState.Missing, "never reported"),
            (ShardState.Interrupted, "reported, but never their end; what was still in flight counts as Unacked"),
            (ShardState.Failed, "failed"),
        }
        .Select(gap => (Rows: _parts.Where(part => part.Row.State == gap.State).Select(part => part.Row).ToList(), gap.What))
        .Where(gap => gap.Rows.Count > 0);

    private IEnumerable<ShardReport> Reported =>
        _parts.Select(part => _reports.Find(part.Plan.Number, part.Plan.Wave)).OfType<ShardReport>();

    private ShardSummary Close(ShardPlan part)
    {
        var asked = part.CountMessages();
        if (_reports.Find(part.Number, part.Wave) is not { } report)
        {
            var missed = new Counters { Intended = asked, Missed = asked };
            return new ShardSummary(part.Number, RunPhase.Pending, false, missed, ShardState.Missing, null, asked);
        }

        var row = ShardSummary.Of(report);
        var counters = row.Counters;

        // A Poisson schedule that ran has as many messages as it drew; a test that was stopped is not asked for what was left.
        var complete = row.State == ShardState.Completed || (row.State == ShardState.Stopped && _outcome == RunOutcome.Stopped);
        var unknown = complete ? 0 : Math.Max(0, asked - counters.Intended);
        counters.Intended += unknown;
        if (!report.Final)
        {
            CloseOpen(counters, part.Plan);
            row = row with { State = ShardState.Interrupted };
        }
        else
        {
            counters.Missed += unknown;
        }

        return row with { NotOffered = report.Late + unknown };
    }

    private static void CloseOpen(Counters counters, LoadPlan plan)
    {
        counters.Missed = counters.Intended - counters.Published;
        if (plan.IsAcknowledged)
        {
            counters.Unacked = counters.Published - counters.Acked - counters.Failed;
        }

        if (plan.IsTracked)
        {
            counters.Expected = Math.Min(counters.Received, plan.IsAcknowledged ? counters.Acked : counters.Published);
            counters.Surplus = counters.Received - counters.Expected;
            counters.Lost = 0;
        }
    }

    /// <summary>
    /// What was lost between shards: what the publishers of all are owed for against what the subscribers received. Subscribers that
    /// are gone are owed what they had received.
    /// </summary>
    private static void CloseReceipts(Counters counters, List<(ShardPlan Plan, ShardSummary Row)> parts)
    {
        var plan = parts[0].Plan.Plan;
        if (!plan.IsTracked)
        {
            return;
        }

        var owed = Sum(parts, row => plan.IsAcknowledged ? row.Acked : row.Published - row.Failed);
        var (live, gone) = (parts.Where(part => part.Row.Final).ToList(), parts.Where(part => !part.Row.Final).ToList());
        var received = Sum(live, row => row.Received);
        var subscribers = parts.Sum(part => (long)SubscribersOf(part.Plan));
        var share = subscribers == 0 ? 0 : (double)live.Sum(part => (long)SubscribersOf(part.Plan)) / subscribers;
        var each = plan.Traffic switch
        {
            { IsShared: true } => 1,
            { Pattern: TrafficPattern.FanIn } => plan.Traffic.Subscribers,
            { BroadcastTopic: not null } => plan.Devices.Count,
            _ => 1,
        };

        // What members that are gone did not receive, the broker gave to the others of their group.
        var expected = plan.Traffic.IsShared
            ? Math.Max(0, owed - Sum(gone, row => row.Received)) : (long)Math.Round(owed * each * share);
        counters.Expected = expected + Sum(gone, row => row.Received);
        counters.Lost = Math.Max(0, expected - received);
        counters.Surplus = Math.Max(0, received - expected);
    }

    private static int SubscribersOf(ShardPlan part) =>
        part.Plan.Traffic.Pattern == TrafficPattern.FanIn ? part.Extras.Count : part.Devices.Count;

    private static long Sum(IEnumerable<(ShardPlan Plan, ShardSummary Row)> parts, Func<Counters, long> value) =>
        parts.Sum(part => value(part.Row.Counters));

    private static string Reason(List<ShardSummary> rows) =>
        rows.Select(row => row.Fault).FirstOrDefault(fault => fault is not null) is { } fault ? $" ({fault.Message.TrimEnd('.')})" : "";

    /// <summary>
    /// The shards by number: <c>Shards 3, 7 to 9 and 12</c>, with the time that they were last heard of where there is one.
    /// </summary>
    private static string Names(List<ShardSummary> rows)
    {
        var numbers = rows.Select(row => row.Shard).Distinct().ToList();
        var runs = new List<(int First, int Last)>();
        foreach (var number in numbers)
        {
            if (runs.Count > 0 && runs[^1].Last == number - 1)
            {
                runs[^1] = (runs[^1].First, number);
            }
            else
            {
                runs.Add((number, number));
            }
        }

        var texts = runs.SelectMany(run => run.Last - run.First > 1 ? [Text($"{run.First} to {run.Last}")]
            : Enumerable.Range(run.First, run.Last - run.First + 1).Select(number => Text($"{number}"))).ToList();
        var list = texts.Count == 1 ? texts[0] : $"{string.Join(", ", texts[..^1])} and {texts[^1]}";
        var seen = rows is [{ Final: false, LastSeen: { } last }]
            ? Text($", last seen at {last:yyyy-MM-dd HH:mm:ss} UTC in phase {rows[0].Phase},") : "";
        return $"{(numbers.Count == 1 ? "Shard" : "Shards")} {list}{seen}";
    }
}
