using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>
/// A test collects garbage when its devices are online, unless another test of the process publishes. A collection that somebody asks for
/// stops all threads until it is over; those that the runtime decides on run beside them, and do not count here.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class GarbageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Number of the last collection of the whole heap that stopped all threads; 0 if there was none.</summary>
    private static long LastFullStop => GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;

    [Fact]
    public async Task A_test_that_connects_while_another_publishes_does_not_stop_it_to_collect_garbage()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var before = LastFullStop;
        var first = LoadTest.Prepare(Run.Plan(broker.Plain, 10, 100, 3600));
        var (alone, beside) = (0L, 0L);

        var result = await Run.ToEndAsync(first, async stop =>
        {
            await Run.PublishingAsync(first, 0);
            alone = LastFullStop;
            await Run.ToEndAsync(Run.Plan(broker.Plain, 10, 100, 0.2));
            beside = LastFullStop;
            await stop.CancelAsync();
        }).WaitAsync(Limit, TestContext.Current.CancellationToken);
        await Run.ToEndAsync(Run.Plan(broker.Plain, 10, 100, 0.2)).WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(RunOutcome.Stopped, result.Outcome);
        Assert.True(alone > before, "Nothing was collected before the first test's schedule.");
        Assert.Equal(alone, beside);
        Assert.True(LastFullStop > beside, "Nothing was collected once the first test was over.");
    }
}
