using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;

namespace IoTLoad.Aws.Metrics;

/// <summary>
/// Holds a test's own counts against CloudWatch's, by the minute and in all. In all, they may differ by messages whose fate the test does
/// not know; in a minute, also by what the test counted within two seconds of its borders.
/// </summary>
internal sealed class Reconciler
{
    private const int BorderSeconds = 2;
    private readonly SortedDictionary<long, Tally> _seconds = [];
    private readonly List<Pair> _pairs;
    private readonly DateTimeOffset _started;
    private readonly DateTimeOffset _ended;

    /// <summary>Prepares the test's side.</summary>
    /// <param name="result">The test's result.</param>
    /// <param name="own">The test's seconds, of each scenario.</param>
    /// <param name="rules">Names of the topic rules that each message triggers which is not published to a rule directly.</param>
    public Reconciler(LoadResult result, IReadOnlyList<OwnSeconds> own, IReadOnlyList<string> rules)
    {
        var plan = result.Plan;
        (_started, _ended) = (result.Started, result.Ended);
        var (unknown, executions, lost) = (0L, 0L, 0L);
        var triggered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in plan.Parts)
        {
            // An acknowledgement is the platform's word that it took the message. What has none may have arrived all the same.
            var totals = result.Scenarios.FirstOrDefault(scenario => scenario.Name == part.Scenario)?.Counters ?? result.Counters;
            var doubt = part.IsAcknowledged ? totals.Unacked + totals.Failed : 0;
            IReadOnlyList<string> triggers = part.Traffic.Topic.Split('/') is ["$aws", "rules", var ingest, ..] ? [ingest] : rules;
            triggered.UnionWith(triggers);
            (unknown, executions, lost) = (unknown + doubt, executions + (doubt * triggers.Count), lost + totals.Lost);
            foreach (var seconds in own.Where(seconds => seconds.Scenario == part.Scenario))
            {
                Add(seconds, part.IsAcknowledged, triggers.Count);
            }
        }

        var protocol = plan.Protocol == LoadProtocol.Http ? "Protocol=HTTP" : "Protocol=MQTT";
        _pairs = [new Pair("PublishIn.Success", tally => tally.Taken, unknown, point => point == protocol)];
        if (plan.HasSubscribers)
        {
            _pairs.Add(new Pair("PublishOut.Success", tally => tally.Delivered, lost + unknown, point => point == protocol));
        }

        if (plan.Protocol != LoadProtocol.Http)
        {
            _pairs.Add(new Pair(
                "Connect.Success", tally => tally.Connected, result.Counters.ConnectFailed, point => point == protocol));
        }

        if (triggered.Count > 0)
        {
            var dimensions = triggered.Select(rule => $"RuleName={rule}").ToHashSet(StringComparer.Ordinal);
            _pairs.Add(new Pair("RulesExecuted", tally => tally.Executions, executions, dimensions.Contains));
        }
    }

    /// <summary>CloudWatch's counters that it needs.</summary>
    public IEnumerable<string> Counters => _pairs.Select(pair => pair.Counter);

    /// <summary>The counts beside each other: a row for each minute in which anything was counted, and one for the sum.</summary>
    public IReadOnlyList<ReconciledCount> Compare(IReadOnlyList<CloudWatchPoint> points) =>
        [.. _pairs.SelectMany(pair => Compare(pair, [.. points.Where(point =>
            point.Name == pair.Counter && point.Statistic == "Sum" && pair.Counts(point.Dimensions))]))];

    private IEnumerable<ReconciledCount> Compare(Pair pair, List<CloudWatchPoint> points)
    {
        for (var minute = MinuteOf(_started.ToUnixTimeSeconds()); minute <= _ended.ToUnixTimeSeconds(); minute += 60)
        {
            var own = Own(pair, minute, minute + 60);
            var platform = points.Where(point => MinuteOf(point.Timestamp.ToUnixTimeSeconds()) == minute).Sum(point => point.Value);
            var carried = Own(pair, minute - BorderSeconds, minute + BorderSeconds)
                + Own(pair, minute + 60 - BorderSeconds, minute + 60 + BorderSeconds);
            if (own != 0 || platform != 0)
            {
                yield return new ReconciledCount(
                    DateTimeOffset.FromUnixTimeSeconds(minute), pair.Counter, own, platform, pair.Unknown + carried);
            }
        }

        yield return new ReconciledCount(
            null, pair.Counter, _seconds.Values.Sum(pair.Own), points.Sum(point => point.Value), pair.Unknown);
    }

    private long Own(Pair pair, long from, long to) =>
        _seconds.Where(second => second.Key >= from && second.Key < to).Sum(second => pair.Own(second.Value));

    private void Add(OwnSeconds seconds, bool isAcknowledged, int triggers)
    {
        foreach (var slice in seconds.Slices)
        {
            var (counters, second) = (slice.Counters, seconds.Origin.AddSeconds(slice.Second).ToUnixTimeSeconds());
            var taken = isAcknowledged ? counters.Acked : counters.Published;
            var before = _seconds.GetValueOrDefault(second);
            _seconds[second] = new Tally(
                before.Taken + taken, before.Delivered + counters.Received + counters.Duplicates + counters.Foreign,
                before.Connected + counters.Connected, before.Executions + (taken * triggers));
        }
    }

    private static long MinuteOf(long second) => second - (second % 60);

    /// <summary>What the platform should have counted in a second.</summary>
    private readonly record struct Tally(long Taken, long Delivered, long Connected, long Executions);

    private sealed record Pair(string Counter, Func<Tally, long> Own, long Unknown, Func<string, bool> Counts);
}
