using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Aws.Metrics;

/// <summary>
/// Holds a test's own counts against CloudWatch's, by the minute and in all. In all, they may differ by messages whose fate the test does
/// not know; in a minute, also by what the test counted within two seconds of its borders.
/// </summary>
internal sealed class Reconciler
{
    private const int BorderSeconds = 2;
    private readonly SortedDictionary<long, Counters> _seconds = [];
    private readonly List<Pair> _pairs;
    private readonly string _protocol;
    private readonly DateTimeOffset _started;
    private readonly DateTimeOffset _ended;

    /// <summary>Prepares the test's side.</summary>
    /// <param name="result">The test's result.</param>
    /// <param name="own">When second 0 began, and the test's seconds.</param>
    /// <param name="rules">Names of the topic rules that each message triggers; none leaves rules out.</param>
    public Reconciler(LoadResult result, (DateTimeOffset Origin, IReadOnlyList<Slice> Slices) own, IReadOnlyList<string> rules)
    {
        var (plan, total) = (result.Plan, result.Counters);
        (_started, _ended) = (result.Started, result.Ended);
        _protocol = plan.Protocol == LoadProtocol.Http ? "Protocol=HTTP" : "Protocol=MQTT";
        foreach (var slice in own.Slices)
        {
            var second = own.Origin.AddSeconds(slice.Second).ToUnixTimeSeconds();
            if (!_seconds.TryGetValue(second, out var counters))
            {
                _seconds.Add(second, counters = new Counters());
            }

            counters.Add(slice.Counters);
        }

        // An acknowledgement is the platform's word that it took the message. What has none may have arrived all the same.
        Func<Counters, long> taken = plan.IsAcknowledged ? counters => counters.Acked : counters => counters.Published;
        var unknown = plan.IsAcknowledged ? total.Unacked + total.Failed : 0;
        _pairs = [new Pair("PublishIn.Success", taken, unknown, point => point == _protocol)];
        if (plan.Traffic.Pattern != TrafficPattern.PublishOnly)
        {
            _pairs.Add(new Pair(
                "PublishOut.Success", counters => counters.Received + counters.Duplicates + counters.Foreign, total.Lost + unknown,
                point => point == _protocol));
        }

        if (plan.Protocol != LoadProtocol.Http)
        {
            _pairs.Add(new Pair("Connect.Success", counters => counters.Connected, total.ConnectFailed, point => point == _protocol));
        }

        if (rules.Count > 0)
        {
            var dimensions = rules.Select(rule => $"RuleName={rule}").ToHashSet(StringComparer.Ordinal);
            _pairs.Add(new Pair(
                "RulesExecuted", counters => taken(counters) * rules.Count, unknown * rules.Count, dimensions.Contains));
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

    private static long MinuteOf(long second) => second - (second % 60);

    private sealed record Pair(string Counter, Func<Counters, long> Own, long Unknown, Func<string, bool> Counts);
}
