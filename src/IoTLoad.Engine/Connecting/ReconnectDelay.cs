using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Connecting;

/// <summary>
/// How long a device waits before it tries again, by its back-off policy. The names and formulas are those of Marc Brooker,
/// "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
/// </summary>
internal static class ReconnectDelay
{
    /// <summary>What a device without back-off waits after an attempt that failed: it must not take a processor for itself.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

    /// <summary>The next wait.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="failures">Attempts that have failed since the connection was lost.</param>
    /// <param name="previous">The last wait; zero for the first since the connection was lost.</param>
    /// <param name="devices">Shortest and longest wait.</param>
    /// <param name="random">The device's.</param>
    public static TimeSpan After(Backoff policy, int failures, TimeSpan previous, DevicePlan devices, ref SplitMix random)
    {
        var (shortest, longest) = (devices.ReconnectMinDelay, devices.ReconnectMaxDelay);
        var ceiling = shortest * Math.Pow(2, Math.Min(failures, 20));
        ceiling = ceiling < longest ? ceiling : longest;
        switch (policy)
        {
            case Backoff.None:
                return failures == 0 ? TimeSpan.Zero : AfterFailure;
            case Backoff.Fixed:
                return shortest;
            case Backoff.Exponential:
                return ceiling;
            case Backoff.Decorrelated:
                var last = previous > shortest ? previous : shortest;
                var drawn = shortest + (((3 * last) - shortest) * random.NextDouble());
                return drawn < longest ? drawn : longest;
            default:
                return ceiling * random.NextDouble();
        }
    }
}
