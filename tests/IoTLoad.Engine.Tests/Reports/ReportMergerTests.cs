using System.Runtime.InteropServices;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class ReportMergerTests
{
    /// <summary>A stream of reports of up to 4 shards and 6 seconds, a slice each second, totals that are the sums of the slices.</summary>
    private static List<ShardReport> Stream(int seed)
    {
        var random = new System.Random(seed);
        var reports = new List<ShardReport>();
        for (var shard = random.Next(1, 5) - 1; shard >= 0; shard--)
        {
            var totals = new Counters();
            var latencies = new LatencyTotals();
            var origin = Sample.Origin.AddSeconds(random.Next(3)).AddMilliseconds(random.Next(-100, 100));
            var seconds = random.Next(1, 7);
            for (var second = 0; second < seconds; second++)
            {
                var slice = new Slice
                {
                    Second = second,
                    Phase = second == seconds - 1 ? RunPhase.Draining : RunPhase.Running,
                    Counters = new Counters { Intended = random.Next(100), Published = random.Next(100), Acked = random.Next(100) },
                    Latencies = new LatencySet { Ack = Sample.Histogram(random.Next(1, 10_000_000), random.Next(1, 2000)) },
                    Online = random.Next(50),
                    TargetRate = random.NextDouble() * 1000,
                    CpuPercent = random.NextDouble() * 200,
                    GcPauseMilliseconds = random.NextDouble(),
                };
                totals.Add(slice.Counters);
                latencies.Add(slice.Latencies);
                reports.Add(new ShardReport
                {
                    RunId = "r",
                    Shard = shard,
                    Sequence = second,
                    Origin = origin,
                    Phase = slice.Phase,
                    Final = second == seconds - 1,
                    Totals = totals with { },
                    Latencies = latencies.ToSet(),
                    Failures = [new FailureCount(FailureKind.Connect, "Refused", second + 1, $"device {shard}")],
                    Generator = new GeneratorHealth { Cores = 2, CpuPercent = random.Next(200), AllocatedBytes = second },
                    Slices = [slice],
                });
            }
        }

        return reports;
    }

    private static string Fingerprint(IEnumerable<ShardReport> reports, bool slices = true, ReportMerger? into = null)
    {
        var merger = into ?? new ReportMerger();
        foreach (var report in reports)
        {
            merger.Add(report);
        }

        return Merged(merger, slices)
            + string.Join(';', merger.Shards.Select(shard => $"{shard.Shard} {shard.Phase} {shard.Final} {shard.Counters}"));
    }

    private static string Merged(ReportMerger merger, bool slices = true) => JsonSerializer.Serialize(
        new ShardReport
        {
            RunId = "r",
            Origin = merger.Origin,
            Totals = merger.MergeCounters(),
            Latencies = merger.MergeLatencies().ToSet(),
            Failures = merger.MergeFailures(),
            Generator = merger.MergeGenerators(),
            Slices = slices ? [.. merger.Slices] : [],
        },
        EngineJson.Default.ShardReport);

    [Property(MaxTest = 40)]
    public void A_stream_of_events_merges_to_the_same_over_whichever_shards_it_is_split(int seed)
    {
        var random = new System.Random(seed);
        var events = Enumerable.Range(0, random.Next(1, 500)).Select(_ => new Event(
            random.Next(6), CounterMetric.All[random.Next(CounterMetric.All.Count)], random.Next(1000),
            LatencyMetric.All[random.Next(LatencyMetric.All.Count)], (long)Math.Exp(random.NextDouble() * 17))).ToList();
        var shards = random.Next(2, 30);

        Assert.Equal(Split(events, _ => 0), Split(events, _ => random.Next(shards)));

        static string Split(List<Event> events, Func<Event, int> shard)
        {
            var merger = new ReportMerger();
            foreach (var own in events.GroupBy(shard))
            {
                var totals = Total(own);
                merger.Add(Sample.Report(totals.Counters, totals.Latencies, own.Key) with
                {
                    Slices =
                    [
                        .. own.GroupBy(each => each.Second).Select(second => Total(second) with
                        {
                            Second = second.Key,
                            Phase = RunPhase.Running,
                            Online = second.Sum(each => each.Amount),
                            TargetRate = second.Sum(each => each.Amount / 8.0),
                        }),
                    ],
                });
            }

            return Merged(merger);
        }

        static Slice Total(IEnumerable<Event> events)
        {
            var (counters, latencies) = (new Counters(), new LatencyTotals());
            foreach (var each in events)
            {
                each.Counter.Set(counters, each.Counter.Of(counters) + each.Amount);
                latencies[each.Latency].RecordValue(each.Microseconds);
            }

            return new Slice { Counters = counters, Latencies = latencies.ToSet() };
        }
    }

    private sealed record Event(int Second, CounterMetric Counter, int Amount, LatencyMetric Latency, long Microseconds);

    [Property(MaxTest = 40)]
    public void Seconds_that_are_in_a_file_are_the_same(int seed, bool inFile)
    {
        var shuffled = Stream(seed);
        new System.Random(seed).Shuffle(CollectionsMarshal.AsSpan(shuffled));

        Assert.Equal(Fingerprint(shuffled), Fingerprint(shuffled, into: new ReportMerger(openSeconds: 1, sealedBytes: inFile ? 0 : 2000)));
    }

    [Property(MaxTest = 40)]
    public bool The_order_of_reports_does_not_matter(int seed)
    {
        var reports = Stream(seed).ToArray();
        var shuffled = reports.ToArray();
        new System.Random(seed ^ 77).Shuffle(shuffled);
        return Fingerprint(reports) == Fingerprint(shuffled);
    }

    [Property(MaxTest = 40)]
    public bool Reports_that_come_again_change_nothing(int seed)
    {
        var reports = Stream(seed).ToArray();
        var random = new System.Random(seed ^ 78);
        var doubled = reports.Concat(reports.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(doubled);
        return Fingerprint(reports) == Fingerprint(doubled);
    }

    [Property(MaxTest = 40)]
    public bool Losing_reports_before_the_final_one_leaves_the_totals(int seed)
    {
        var reports = Stream(seed);
        var random = new System.Random(seed ^ 79);
        var final = reports.GroupBy(report => report.Shard).ToDictionary(group => group.Key, group => group.Max(report => report.Sequence));
        var rest = reports.Where(report => report.Sequence == final[report.Shard] || random.Next(2) == 0);
        return Fingerprint(reports, slices: false) == Fingerprint(rest.Select(report => report with { Origin = report.Origin }),
            slices: false);
    }

    [Property(MaxTest = 40)]
    public bool Slices_add_up_to_the_totals(int seed)
    {
        var merger = new ReportMerger();
        foreach (var report in Stream(seed))
        {
            merger.Add(report);
        }

        var counters = new Counters();
        var latencies = new LatencyTotals();
        foreach (var slice in merger.Slices)
        {
            counters.Add(slice.Counters);
            latencies.Add(slice.Latencies);
        }

        return counters == merger.MergeCounters() && latencies.ToSet() == merger.MergeLatencies().ToSet();
    }

    [Fact]
    public void Shards_that_began_at_different_times_are_lined_up_by_the_clock()
    {
        var slice = new Slice
        {
            Second = 0,
            Counters = new Counters { Intended = 1 },
            Latencies = new LatencySet(),
            Online = 3,
            TargetRate = 10
        };
        var merger = new ReportMerger();
        merger.Add(Sample.Report(new Counters()) with { Slices = [slice, slice with { Second = 2 }] });
        merger.Add(Sample.Report(new Counters(), shard: 1) with { Origin = Sample.Origin.AddSeconds(2.04), Slices = [slice] });

        var merged = merger.Slices.Select(second => (second.Second, second.Online, second.TargetRate)).ToList();

        Assert.Equal([(0, 3, 10.0), (2, 6, 20.0)], merged);
    }

    [Fact]
    public void Failures_are_added_by_kind_and_reason_and_the_most_frequent_comes_first()
    {
        var merger = new ReportMerger();
        merger.Add(Sample.Report(new Counters(), shard: 1) with
        {
            Failures =
            [new(FailureKind.Connect, "Refused", 4, "b"), new(FailureKind.Publish, "Quota", 5, "q")]
        });
        merger.Add(Sample.Report(new Counters(), shard: 0) with { Failures = [new(FailureKind.Connect, "Refused", 3, "a")] });

        Assert.Equal([new(FailureKind.Connect, "Refused", 7, "a"), new FailureCount(FailureKind.Publish, "Quota", 5, "q")],
            merger.MergeFailures());
    }

    [Fact]
    public void A_damaged_report_is_refused_whole_and_the_good_one_that_comes_for_it_counts_once()
    {
        const string damaged = "bm90IGEgaGlzdG9ncmFt";
        var merger = new ReportMerger();
        merger.Add(Sample.Report(new Counters { Intended = 5 }) with { Slices = [Second(0)] });
        var good = Sample.Report(new Counters { Intended = 15 }, sequence: 2) with { Slices = [Second(1), Second(2)] };

        Assert.Throws<FormatException>(
            () => merger.Add(good with { Slices = [Second(1), Second(2) with { Latencies = new LatencySet { RoundTrip = damaged } }] }));
        Assert.Throws<FormatException>(() => merger.Add(good with { Latencies = new LatencySet { Connect = damaged } }));
        Assert.Throws<FormatException>(() => merger.Add(good with { Slices = [Second(1), Second(-1)] }));
        Assert.Equal((5, 1), (merger.MergeCounters().Intended, merger.Slices.Count()));

        merger.Add(good);
        Assert.Equal((15, 3), (merger.MergeCounters().Intended, merger.Slices.Count()));
        Assert.Equal(15, merger.Slices.Sum(slice => slice.Counters.Intended));

        static Slice Second(int second) =>
            new() { Second = second, Phase = RunPhase.Running, Counters = new Counters { Intended = 5 }, Latencies = new LatencySet() };
    }
}
