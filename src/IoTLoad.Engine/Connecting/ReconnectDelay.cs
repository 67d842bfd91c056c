using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Connecting;

/// <summary>How long a device waits before it tries again.</summary>
internal static class ReconnectDelay
{
    /// <summary>Full jitter: uniform between 0 and <c>min · 2ⁿ</c>, capped, but never under half the shortest delay.</summary>
    public static TimeSpan After(int failures, DevicePlan devices, ref SplitMix random)
    {
        var ceiling = Math.Min(
            devices.ReconnectMaxDelay.TotalMilliseconds, devices.ReconnectMinDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromMilliseconds(Math.Max(devices.ReconnectMinDelay.TotalMilliseconds / 2, random.NextDouble() * ceiling));
    }
}
