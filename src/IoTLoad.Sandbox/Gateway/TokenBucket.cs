namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// A rate limit: tokens come in at the rate, at most a second's worth is kept unless told otherwise, and each request takes one. Not
/// safe for concurrent use; see <see cref="SharedBucket"/>.
/// </summary>
/// <remarks>At least one token is kept: with less, a rate under 1/s would never let anything through.</remarks>
internal sealed class TokenBucket(double rate, TimeProvider clock, double burstSeconds = 1)
{
    private readonly double _capacity = Math.Max(1, rate * burstSeconds);
    private double _tokens = Math.Max(1, rate * burstSeconds);
    private long _filled = clock.GetTimestamp();

    /// <summary>How long ago a token was asked for.</summary>
    public TimeSpan SinceUse => clock.GetElapsedTime(Volatile.Read(ref _filled));

    /// <summary>The bucket of a rate; null where there is no limit.</summary>
    public static TokenBucket? Of(double? rate, TimeProvider clock, double burstSeconds = 1) =>
        rate is { } limit ? new TokenBucket(limit, clock, burstSeconds) : null;

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
        Fill(clock.GetTimestamp());
        _tokens -= tokens;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / rate);
    }

    private void Fill(long now)
    {
        // Requests of several threads can come out of order.
        if (now <= _filled)
        {
            return;
        }

        _tokens = Math.Min(_capacity, _tokens + (clock.GetElapsedTime(_filled, now).TotalSeconds * rate));
        _filled = now;
    }
}

/// <summary>The rate limit of a whole account: a <see cref="TokenBucket"/> for all connections.</summary>
/// <param name="rate">Tokens a second; null for no limit.</param>
/// <param name="burstSeconds">Seconds' worth of tokens that are kept.</param>
internal sealed class SharedBucket(double? rate, TimeProvider clock, double burstSeconds = 1)
{
    private readonly Lock _gate = new();
    private readonly TokenBucket? _bucket = TokenBucket.Of(rate, clock, burstSeconds);

    /// <summary>How long ago a token was asked for; zero where there is no limit.</summary>
    public TimeSpan SinceUse => _bucket?.SinceUse ?? TimeSpan.Zero;

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
