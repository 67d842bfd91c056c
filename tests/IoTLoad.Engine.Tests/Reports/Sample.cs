using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Tests.Reports;

/// <summary>Reports and results that tests start from.</summary>
internal static class Sample
{
    public static DateTimeOffset Origin { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static LoadPlan Plan { get; } = new()
    {
        Endpoints = [new Uri("mqtt://broker.example:1883")],
        Devices = new DevicePlan { Count = 100 },
        Stages = [new LoadStage(1000, 1000, TimeSpan.FromSeconds(10))],
    };

    /// <summary>Counters that add up, of a test in which nothing went wrong.</summary>
    public static Counters Good(long messages) => new()
    {
        Intended = messages,
        Published = messages,
        Acked = messages,
        Expected = messages,
        Received = messages,
        ConnectAttempts = 100,
        Connected = 100,
    };

    public static string Histogram(params long[] microseconds)
    {
        var histogram = Latency.NewHistogram();
        foreach (var value in microseconds)
        {
            histogram.RecordValue(value);
        }

        return LatencyCodec.Encode(histogram)!;
    }

    public static ShardReport Report(Counters totals, LatencySet? latencies = null, int shard = 0, int sequence = 1) => new()
    {
        RunId = "r1",
        Shard = shard,
        Sequence = sequence,
        Origin = Origin,
        Phase = RunPhase.Done,
        Final = true,
        Totals = totals,
        Latencies = latencies ?? new LatencySet(),
        Generator = new GeneratorHealth { Cores = 2, CpuPercent = 50 },
    };

    public static LoadResult Result(
        LoadPlan? plan = null, Counters? counters = null, LatencySet? latencies = null, Func<RunFacts, RunFacts>? facts = null,
        Func<ShardReport, ShardReport>? report = null)
    {
        var merger = new ReportMerger();
        var shard = Report(counters ?? Good(10_000), latencies);
        merger.Add(report is null ? shard : report(shard));
        var run = new RunFacts
        {
            Id = "r1",
            Plan = plan ?? Plan,
            Started = Origin,
            Ended = Origin.AddSeconds(11),
            PublishDuration = TimeSpan.FromSeconds(10),
            Endpoint = "mqtt://broker.example:1883",
            PeakOnline = 100,
        };
        return ResultBuilder.Build(merger, facts is null ? run : facts(run));
    }
}
