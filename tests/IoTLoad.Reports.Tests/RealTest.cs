using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Reports.Html;
using IoTLoad.Reports.Tests;
using IoTLoad.Storage.Runs;

[assembly: AssemblyFixture(typeof(RealTest))]

namespace IoTLoad.Reports.Tests;

/// <summary>A short test against the embedded broker, in a store of its own.</summary>
public sealed class RealTest : IAsyncLifetime
{
    /// <summary>A text that tries to break out of whatever is around it.</summary>
    public const string Hostile =
        "=1+1</script><script>alert(1)</script><img src=x onerror=alert(1)> \"q\" 'too' & `code` | pipe ]]> {{data}} {{scripts}} \u0007 \n# head";

    private readonly PrivateFolder _folder = new();

    public LoadResult Result { get; private set; } = null!;

    public StoredRun Run { get; private set; } = null!;

    public RunStore Store { get; private set; } = null!;

    public RunSeconds Seconds => RunSeconds.Read(Run);

    public ReportSource Source => new(Result, Seconds);

    public LoadResult HostileResult => Result with
    {
        Name = Hostile,
        Endpoint = Hostile,
        Notes = [Hostile],
        Incomplete = [Hostile],
        Failures = [new FailureCount(FailureKind.Publish, Hostile, 3, Hostile)],
        Plan = Result.Plan with { Name = Hostile, Traffic = Result.Plan.Traffic with { Topic = Hostile } },
        Fault = new RunFault("Hostile", Engine.LoadErrorKind.ConnectionFailed, Hostile, Hostile),
    };

    public async ValueTask InitializeAsync()
    {
        Store = new RunStore(_folder.FullPath);
        var test = LoadTest.Prepare(new LoadPlan
        {
            Name = "report",
            Devices = new DevicePlan { Count = 5 },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.RoundTrip, QoS = 1 },
            Stages = [new LoadStage(50, 50, TimeSpan.FromSeconds(4))],
            Thresholds = ["lost == 0", "ack.p99 < 1us"],
        });
        await using (var sink = Store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow))
        {
            await test.RunAsync([sink], CancellationToken.None);
        }

        Run = Store.Open(test.Id);
        Result = Store.ReadResult(Run);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
