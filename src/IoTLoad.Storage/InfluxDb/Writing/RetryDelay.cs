using IoTLoad.Engine.Schedule;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// How long to wait before a write is tried again: uniform between half of <c>least · 2ⁿ</c> and all of it, capped, so that many
/// shards that lost one server do not come back to it at once; never less than the server asks for in Retry-After.
/// </summary>
internal struct RetryDelay(TimeSpan least, TimeSpan most, ulong seed)
{
    private SplitMix _random = new(seed, 0);
    private int _failures;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next(TimeSpan? retryAfter)
    {
        var ceiling = Math.Min(most.TotalMilliseconds, least.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)));
        var wait = TimeSpan.FromMilliseconds(ceiling * (1 + _random.NextDouble()) / 2);
        return retryAfter is { } asked ? asked + (wait / 4) : wait;
    }

    /// <summary>A write succeeded.</summary>
    public void Reset() => _failures = 0;
}
