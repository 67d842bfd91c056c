using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

/// <summary>A store in a folder of its own, with runs to put into it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public TemporaryStore() => Store = new RunStore(Path.Combine(Path.GetTempPath(), $"iotload-test-{Guid.NewGuid():N}"));

    public static DateTimeOffset Origin { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static LoadPlan Plan { get; } = new()
    {
        Name = "nightly",
        Endpoints = [new Uri("mqtt://somebody:secret@broker.example:1883/")],
        Devices = new DevicePlan { Count = 10 },
        Stages = [new LoadStage(100, 100, TimeSpan.FromSeconds(3))],
    };

    public RunStore Store { get; }

    public string FolderOf(string id) => Path.Combine(Store.Root, "runs", id);

    public string FileOf(string id, string name) => Path.Combine(FolderOf(id), name);

    /// <summary>A second in which everything came back, except for one message that is still in flight.</summary>
    public static Slice Slice(int second, RunPhase phase = RunPhase.Running) => new()
    {
        Second = second,
        Phase = phase,
        Counters = new Counters
        {
            Intended = 100,
            Published = 100,
            Acked = 99,
            Expected = 99,
            Received = 99,
            PublishedBytes = 25_600,
            ConnectAttempts = second == 0 ? 10 : 0,
            Connected = second == 0 ? 10 : 0,
        },
        Latencies = new LatencySet { Ack = Histogram(1000 + second, 2000), RoundTrip = Histogram(3000) },
        Online = 10,
        TargetRate = 100,
        CpuPercent = 25,
        GcPauseMilliseconds = 0.5,
    };

    public static ShardReport Report(int sequence, params Slice[] slices) => new()
    {
        RunId = "r",
        Sequence = sequence,
        Origin = Origin,
        Phase = RunPhase.Running,
        Totals = new Counters(),
        Latencies = new LatencySet(),
        Failures = [new FailureCount(FailureKind.Connect, "Refused", sequence, "device 1")],
        Generator = new GeneratorHealth { Cores = 2, CpuPercent = 25 },
        Slices = slices,
    };

    public static LoadResult Result(string id, RunOutcome outcome = RunOutcome.Completed)
    {
        var merger = new ReportMerger();
        merger.Add(Report(1, Slice(0), Slice(1)) with
        {
            Totals = new Counters
            {
                Intended = 200,
                Published = 200,
                Acked = 200,
                Expected =
            200,
                Received = 200,
                ConnectAttempts = 10,
                Connected = 10
            }
        });
        return ResultBuilder.Build(merger, new RunFacts
        {
            Id = id,
            Plan = Plan,
            Outcome = outcome,
            Started = Origin,
            Ended = Origin.AddSeconds(3),
            Endpoint = "mqtt://broker.example:1883",
        });
    }

    /// <summary>Stores a run of <paramref name="seconds"/> whose process vanished without a word.</summary>
    public async Task<StoredRun> InterruptAsync(string id, int seconds)
    {
        await using (var sink = Store.Create(id, Plan, Origin))
        {
            for (var second = 0; second < seconds; second++)
            {
                await sink.WriteAsync(Report(second, Slice(second)), TestContext.Current.CancellationToken);
            }
        }

        ReplaceProcess(id, ProcessIdentity.Current() with { Start = "another one with the same ID" });
        return Store.Open(id);
    }

    /// <summary>Makes a run look as if it was left running by a process.</summary>
    public void ReplaceProcess(string id, ProcessIdentity process)
    {
        var folder = new RunFolder(FolderOf(id));
        var state = folder.ReadState() with { State = RunState.Running, Ended = null, Process = process };
        File.WriteAllBytes(folder.StateFile, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(state, MetricsJson.Default.StoredState));
    }

    public static string Histogram(params long[] microseconds)
    {
        var histogram = Latency.NewHistogram();
        foreach (var value in microseconds)
        {
            histogram.RecordValue(value);
        }

        return LatencyCodec.Encode(histogram)!;
    }

    public void Dispose()
    {
        if (Directory.Exists(Store.Root))
        {
            Directory.Delete(Store.Root, recursive: true);
        }
    }
}
