using System.Diagnostics;

namespace IoTLoad.Engine.Schedule;

/// <summary>One monotonic clock for a run, in nanoseconds since its origin, tied once to the wall clock.</summary>
public sealed class RunClock
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;
    private readonly long _origin = Stopwatch.GetTimestamp();

    /// <summary>The origin by the wall clock, UTC.</summary>
    public DateTimeOffset Origin { get; } = DateTimeOffset.UtcNow;

    /// <summary>The origin in nanoseconds since 1970, to the wall clock's resolution (100 ns).</summary>
    public long OriginUnixNanoseconds => (Origin.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    /// <summary>Nanoseconds since the origin.</summary>
    public long Now
    {
        get
        {
            var ticks = Stopwatch.GetTimestamp() - _origin;
            return Stopwatch.Frequency == 1_000_000_000 ? ticks : (long)(ticks * NanosecondsPerTick);
        }
    }

    /// <summary>Time since the origin.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Now / 100);
}
