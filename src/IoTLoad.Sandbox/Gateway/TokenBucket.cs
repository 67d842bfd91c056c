namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// A rate limit: tokens come in at the rate, at most a second's worth is kept unless told otherwise, and each request takes one. Not
/// safe for concurrent use; see <see cref="SharedBucket"/>.
/// </summary>
internal sealed class TokenBucket
{
    private readonly TimeProvider _clock;
    private readonly double _rate;
    private readonly double _capacity;
    private double _tokens;
    private long _filled;

    public TokenBucket(double rate, TimeProvider clock, double burstSeconds = 1)
    {
        _clock = clock;
        _rate = rate;

        // With less than one token, a rate under 1/s would never let anything through.
        _capacity = Math.Max(1, rate * burstSeconds);
        _tokens = _capacity;
        _filled = clock.GetTimestamp();
    }

    /// <summary>Takes a token.</summary>
    /// <param name="now">When the request arrived, a timestamp of the clock.</param>
    /// <returns>False where none is left.</returns>
    public bool TryTake(long now)
    {
        Fill(now);
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <returns>How long it takes until the debt is paid; zero where there is none.</returns>
    public TimeSpan Take(double tokens)
    {
        Fill(_clock.GetTimestamp());
        _tokens -= tokens;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / _rate);
    }

    private void Fill(long now)
    {
        // Requests of several threads can come out of order.
        if (now <= _filled)
        {
            return;
        }

        _tokens = Math.Min(_capacity, _tokens + (_clock.GetElapsedTime(_filled, now).TotalSeconds * _rate));
        _filled = now;
    }
}

/// <summary>The rate limit of a whole account: a <see cref="TokenBucket"/> for all connections.</summary>
internal sealed class SharedBucket
{
    private readonly Lock _gate = new();
    private readonly TokenBucket? _bucket;

    /// <param name="rate">Tokens a second; null for no limit.</param>
    /// <param name="burstSeconds">Seconds' worth of tokens that are kept.</param>
    public SharedBucket(double? rate, TimeProvider clock, double burstSeconds = 1) =>
        _bucket = rate is { } limit ? new TokenBucket(limit, clock, burstSeconds) : null;

    /// <summary>Takes a token.</summary>
    /// <returns>False where none is left.</returns>
    public bool TryTake(long now)
    {
        if (_bucket is null)
        {
            return true;
        }

        lock (_gate)
        {
            return _bucket.TryTake(now);
        }
    }
}
