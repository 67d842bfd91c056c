using HdrHistogram;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// The per-second schema: how many lines a second takes depends on the number of shards, failures' reasons and histogram bounds,
/// never on the rate.
/// </summary>
/// <remarks>
/// <c>iotload</c> has a field for each metric. <c>iotload_bucket</c> has how many values of a latency (tag <c>latency</c>) were over
/// the next lower bound and up to the bound (tag <c>le</c>, milliseconds), for heat maps; bounds without values are left out.
/// <c>iotload_failure</c> has how often something failed (tags <c>kind</c> and <c>reason</c>), in the second and so far.
/// </remarks>
internal sealed class SecondLines
{
    private const string Beyond = "inf";

    // A 1-2-5 series over the range in which latencies of a network lie; what is beyond it is one bucket.
    private static readonly double[] Bounds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];
    private static readonly string[] BoundTags = [.. Bounds.Select(bound => bound.ToString(System.Globalization.CultureInfo.InvariantCulture)), Beyond];
    private readonly string _measurement;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _tags;
    private readonly LineWriter _writer = new();
    private readonly LongHistogram _histogram = Latency.NewHistogram();
    private readonly Dictionary<(int Shard, int Wave, FailureKind Kind, string Reason), long> _failures = [];
    private readonly Dictionary<(int Shard, int Wave), int> _sequences = [];

    /// <param name="plan">The plan, whose protocol, pattern and name become tags.</param>
    /// <param name="measurement">Name of the measurement.</param>
    /// <param name="tags">Further tags.</param>
    /// <exception cref="Engine.LoadException"><c>InfluxDbNameInvalid</c>.</exception>
    public SecondLines(LoadPlan plan, string measurement, IReadOnlyDictionary<string, string> tags)
    {
        _measurement = LineText.CheckName(measurement, "the name of a measurement");
        string[] own = ["test", "shard", "latency", "le", "kind", "reason"];
        foreach (var key in tags.Keys.Where(key => own.Contains(LineText.CheckName(key, "the name of a tag"))))
        {
            throw InfluxDbErrors.InvalidName("the name of a tag", key, "IoTLoad writes a tag of that name itself");
        }

        Dictionary<string, string> all = new() { ["protocol"] = plan.Protocol.ToString(), ["pattern"] = plan.Traffic.Pattern.ToString() };
        if (plan.Name.Length > 0)
        {
            all["name"] = plan.Name;
        }

        foreach (var (key, value) in tags)
        {
            all[key] = value;
        }

        _tags = [.. all.OrderBy(tag => tag.Key, StringComparer.Ordinal)];
    }

    /// <summary>Encodes a report's seconds, and hands each line to <paramref name="add"/>.</summary>
    /// <exception cref="FormatException">A histogram of the report is damaged.</exception>
    public void Write(ShardReport report, Action<ReadOnlySpan<byte>> add)
    {
        foreach (var slice in report.Slices)
        {
            var time = TimeOf(report.Origin, slice.Second);
            var summaries = new List<(LatencyMetric Source, LatencySummary Summary)>();
            foreach (var source in LatencyMetric.All)
            {
                if (source.EncodedOf(slice.Latencies) is { } encoded)
                {
                    _histogram.Reset();
                    LatencyCodec.AddTo(_histogram, encoded);
                    summaries.Add((source, Latency.Summarize(_histogram)));
                    if (source.HasBuckets)
                    {
                        WriteBuckets(report, source, time, add);
                    }
                }
            }

            WriteSecond(report, slice, summaries, time, add);
        }

        if (report.Slices.Count > 0)
        {
            WriteFailures(report, TimeOf(report.Origin, report.Slices[^1].Second), add);
        }
    }

    internal static long TimeOf(DateTimeOffset origin, int second) =>
        (origin.ToUniversalTime().AddSeconds(second).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;

    private void WriteSecond(
        ShardReport report, Slice slice, List<(LatencyMetric Source, LatencySummary Summary)> summaries, long time, Action<ReadOnlySpan<byte>> add)
    {
        Begin(_measurement, report);
        foreach (var (metric, field) in SliceMetric.All.Zip(SecondField.All))
        {
            if (field.IsInteger)
            {
                _writer.Field(field.Key, (long)metric.Of(slice));
            }
            else
            {
                _writer.Field(field.Key, metric.Of(slice));
            }
        }

        foreach (var (source, summary) in summaries)
        {
            var key = SecondField.KeyOf(source.Name);
            foreach (var (suffix, _, of) in SecondField.LatencyStatistics)
            {
                _writer.Field(key + suffix, of(summary) ?? double.NaN);
            }

            _writer.Field(key + SecondField.CountSuffix, summary.Count);
            _writer.Field(key + SecondField.SumSuffix, (summary.Mean ?? 0) * summary.Count);
        }

        End(time, add);
    }

    private void WriteBuckets(ShardReport report, LatencyMetric source, long time, Action<ReadOnlySpan<byte>> add)
    {
        Span<long> counts = stackalloc long[Bounds.Length + 1];
        foreach (var bucket in _histogram.RecordedValues())
        {
            var milliseconds = _histogram.LowestEquivalentValue(bucket.ValueIteratedTo) / 1000.0;
            var at = Array.BinarySearch(Bounds, milliseconds);
            counts[at >= 0 ? at : ~at] += bucket.CountAddedInThisIterationStep;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                Begin(_measurement + "_bucket", report, ("latency", SecondField.KeyOf(source.Name)), ("le", BoundTags[i]));
                _writer.Field("count", counts[i]);
                End(time, add);
            }
        }
    }

    private void WriteFailures(ShardReport report, long time, Action<ReadOnlySpan<byte>> add)
    {
        // Failures are totals: what an older report says of them is known already.
        if (_sequences.TryGetValue((report.Shard, report.Wave), out var last) && report.Sequence <= last)
        {
            return;
        }

        _sequences[(report.Shard, report.Wave)] = report.Sequence;
        foreach (var failure in report.Failures)
        {
            var key = (report.Shard, report.Wave, failure.Kind, failure.Reason);
            var news = failure.Count - _failures.GetValueOrDefault(key);
            if (news > 0)
            {
                _failures[key] = failure.Count;
                Begin(_measurement + "_failure", report, ("kind", failure.Kind.ToString()), ("reason", failure.Reason));
                _writer.Field("count", news);
                _writer.Field("total", failure.Count);
                End(time, add);
            }
        }
    }

    private void Begin(string measurement, ShardReport report, params ReadOnlySpan<(string Key, string Value)> further)
    {
        _writer.Clear();
        _writer.Begin(measurement);
        _writer.Tag("test", report.RunId);
        _writer.Tag("shard", report.Shard.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (key, value) in further)
        {
            _writer.Tag(key, value);
        }

        foreach (var (key, value) in _tags)
        {
            _writer.Tag(key, value);
        }
    }

    private void End(long time, Action<ReadOnlySpan<byte>> add)
    {
        _writer.End(time);
        add(_writer.Written);
    }
}
