using System.Diagnostics;
using IoTLoad.Engine.Running;

namespace IoTLoad.Engine.Tests.Running;

public sealed class LoopTimerTests
{
    [Fact]
    public void A_wait_is_not_over_before_its_time()
    {
        using var timer = LoopTimer.Create();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            timer.Wait(1_500_000);
        }

        // Shortened by no more than what a signal to this thread might.
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_moment_that_has_passed_is_not_waited_for()
    {
        using var timer = LoopTimer.Create();

        timer.Wait(0);
        timer.Wait(-1_000_000_000);
    }
}
