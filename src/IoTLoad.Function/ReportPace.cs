using System.Diagnostics;

namespace IoTLoad.Function;

/// <summary>
/// Says when to report: at once, so that the shard is known to live, and then at each interval; from the second on at a point in the
/// interval that differs from shard to shard, so that hundreds that began together do not all report together.
/// </summary>
internal sealed class ReportPace
{
    private readonly long _interval;
    private long _next;

    /// <param name="interval">Time between two reports.</param>
    /// <param name="shard">The shard's number.</param>
    public ReportPace(TimeSpan interval, int shard)
    {
        _interval = (long)(Math.Max(1, interval.TotalSeconds) * Stopwatch.Frequency);

        // Multiples of the golden ratio fill the interval evenly, however many there are.
        Offset = (long)(shard * 0.6180339887498949 % 1 * _interval);
    }

    private long Offset { get; }

    /// <summary>Whether a report is due; if so, the next is due an interval later.</summary>
    public bool IsDue
    {
        get
        {
            var now = Stopwatch.GetTimestamp();
            if (now < _next)
            {
                return false;
            }

            _next = _next == 0 ? now + Math.Max(_interval / 2, Offset) : Math.Max(now, _next + _interval);
            return true;
        }
    }
}
