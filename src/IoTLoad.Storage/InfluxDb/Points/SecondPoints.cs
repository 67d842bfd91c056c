using System.Globalization;
using HdrHistogram;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Writes;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// The per-second schema: how many points a second takes depends on the number of shards, failures' reasons and histogram bounds,
/// never on the rate.
/// </summary>
/// <remarks>
/// <c>iotload</c> has a field for each metric. <c>iotload_bucket</c> has how many values of a latency (tag <c>latency</c>) were over
/// the next lower bound and up to the bound (tag <c>le</c>, milliseconds), for heat maps; bounds without values are left out.
/// <c>iotload_failure</c> has how often something failed (tags <c>kind</c> and <c>reason</c>), in the second and so far.
/// </remarks>
internal sealed class SecondPoints
{
    private const string Beyond = "inf";

    // A 1-2-5 series over the range in which latencies of a network lie; what is beyond it is one bucket.
    private static readonly double[] Bounds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];
    private static readonly string[] BoundTags = [.. Bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)), Beyond];

    // A tag must not replace one of ours, nor differ from it in case only, which InfluxQL and its tools tell apart and people do not.
    private static readonly HashSet<string> Reserved = new(
        [
            "test", "shard", "scenario", "protocol", "pattern", "name", "latency", "le", "kind", "reason",
            .. SecondField.All.Select(field => field.Key),
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly string _measurement;
    private readonly Dictionary<string, string> _tags;
    private readonly Dictionary<string, string> _patterns;
    private readonly LongHistogram _histogram = Latency.NewHistogram();
    private readonly Dictionary<(int Shard, int Wave, FailureKind Kind, string Reason), long> _failures = [];
    private readonly Dictionary<(int Shard, int Wave), int> _sequences = [];

    /// <param name="plan">The plan, whose protocol, patterns and name become tags.</param>
    /// <param name="measurement">Name of the measurement.</param>
    /// <param name="tags">Further tags.</param>
    /// <exception cref="Engine.LoadException"><c>InfluxDbNameInvalid</c>.</exception>
    public SecondPoints(LoadPlan plan, string measurement, IReadOnlyDictionary<string, string> tags)
    {
        _measurement = LineText.CheckName(measurement, "the name of a measurement");
        foreach (var key in tags.Keys.Where(key => Reserved.Contains(LineText.CheckName(key, "the name of a tag"))))
        {
            throw InfluxDbErrors.InvalidName("the name of a tag", key, "IoTLoad writes a tag or field of that name itself");
        }

        if (tags.Keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw InfluxDbErrors.InvalidName("the name of a tag", same.Key, "another tag has the same name, apart from case");
        }

        _tags = new Dictionary<string,
        string>(tags)
        { ["protocol"] = plan.Protocol.ToString() };
        _patterns = plan.Parts.ToDictionary(part => part.Scenario ?? "", part => part.Traffic.Pattern.ToString());
        if (plan.Name.Length > 0)
        {
            _tags["name"] = plan.Name;
        }
    }

    /// <exception cref="FormatException">A histogram of the report is damaged.</exception>
    public List<PointData> Of(ShardReport report)
    {
        var points = new List<PointData>();
        foreach (var slice in report.Slices)
        {
            var time = TimeOf(report.Origin, slice.Second);
            var second = Begin(_measurement, report);
            foreach (var (metric, field) in SliceMetric.All.Zip(SecondField.All))
            {
                second = field.IsInteger ? second.Field(field.Key, (long)metric.Of(slice)) : second.Field(field.Key, metric.Of(slice));
            }

            foreach (var source in LatencyMetric.All)
            {
                if (source.EncodedOf(slice.Latencies) is { } encoded)
                {
                    _histogram.Reset();
                    LatencyCodec.AddTo(_histogram, encoded);
                    AddLatency(second, SecondField.KeyOf(source.Name), Latency.Summarize(_histogram));
                    if (source.HasBuckets)
                    {
                        points.AddRange(Buckets(report, source).Select(bucket => End(bucket, time)));
                    }
                }
            }

            points.Add(End(second, time));
        }

        if (report.Slices.Count > 0)
        {
            points.AddRange(Failures(report).Select(failure => End(failure, TimeOf(report.Origin, report.Slices[^1].Second))));
        }

        return points;
    }

    /// <summary>Nanoseconds since 1970 at which a second began.</summary>
    internal static long TimeOf(DateTimeOffset origin, int second) =>
        (origin.ToUniversalTime().AddSeconds(second).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;

    private static void AddLatency(PointData.Builder second, string key, LatencySummary summary)
    {
        foreach (var (suffix, _, of) in SecondField.LatencyStatistics)
        {
            // PointData leaves out what is not a number.
            second.Field(key + suffix, of(summary) ?? double.NaN);
        }

        second.Field(key + SecondField.CountSuffix, summary.Count);
        second.Field(key + SecondField.SumSuffix, (summary.Mean ?? 0) * summary.Count);
    }

    private IEnumerable<PointData.Builder> Buckets(ShardReport report, LatencyMetric source)
    {
        var counts = new long[Bounds.Length + 1];
        foreach (var bucket in _histogram.RecordedValues())
        {
            var milliseconds = _histogram.LowestEquivalentValue(bucket.ValueIteratedTo) / 1000.0;
            var at = Array.BinarySearch(Bounds, milliseconds);
            counts[at >= 0 ? at : ~at] += bucket.CountAddedInThisIterationStep;
        }

        return counts.Index().Where(each => each.Item > 0).Select(each => Begin(_measurement + "_bucket", report)
            .Tag("latency", SecondField.KeyOf(source.Name))
            .Tag("le", BoundTags[each.Index])
            .Field("count", each.Item));
    }

    private IEnumerable<PointData.Builder> Failures(ShardReport report)
    {
        // Failures are totals: an older report says nothing new about them.
        if (_sequences.TryGetValue((report.Shard, report.Wave), out var last) && report.Sequence <= last)
        {
            yield break;
        }

        _sequences[(report.Shard, report.Wave)] = report.Sequence;
        foreach (var failure in report.Failures)
        {
            var key = (report.Shard, report.Wave, failure.Kind, failure.Reason);
            var added = failure.Count - _failures.GetValueOrDefault(key);
            if (added > 0)
            {
                _failures[key] = failure.Count;
                yield return Begin(_measurement + "_failure", report)
                    .Tag("kind", failure.Kind.ToString())
                    .Tag("reason", LineText.TagValue(failure.Reason))
                    .Field("count", added)
                    .Field("total", failure.Count);
            }
        }
    }

    private PointData.Builder Begin(string measurement, ShardReport report)
    {
        var point = PointData.Builder.Measurement(measurement)
            .Tag("test", LineText.TagValue(report.RunId))
            .Tag("shard", report.Shard.ToString(CultureInfo.InvariantCulture))
            .Tag("pattern", _patterns.GetValueOrDefault(report.Scenario ?? "", "Unknown"));
        if (report.Scenario is { } scenario)
        {
            point.Tag("scenario", LineText.TagValue(scenario));
        }

        foreach (var (key, value) in _tags)
        {
            point.Tag(key, LineText.TagValue(value));
        }

        return point;
    }

    private static PointData End(PointData.Builder point, long time) => point.Timestamp(time, WritePrecision.Ns).ToPointData();
}
