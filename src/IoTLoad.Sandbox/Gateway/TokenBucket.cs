namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// A rate limit: tokens come in at the rate, at most a second's worth is kept, and each request takes one. Not safe for
/// concurrent use; see <see cref="SharedBucket"/>.
/// </summary>
internal sealed class TokenBucket
{
    private readonly TimeProvider _clock;
    private readonly double _rate;
    private readonly double _capacity;
    private double _tokens;
    private long _filled;

    /// <param name="rate">Tokens a second.</param>
    /// <param name="clock">Clock.</param>
    public TokenBucket(double rate, TimeProvider clock)
    {
        _clock = clock;
        _rate = rate;

        // With less than one token, a rate under 1/s would never let anything through.
        _capacity = Math.Max(1, rate);
        _tokens = _capacity;
        _filled = clock.GetTimestamp();
    }

    /// <summary>Takes a token.</summary>
    /// <returns>False where none is left.</returns>
    public bool TryTake()
    {
        Fill();
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <summary>Takes tokens whether or not they are there.</summary>
    /// <returns>How long it takes until the debt is paid; zero where there is none.</returns>
    public TimeSpan Take(double tokens)
    {
        Fill();
        _tokens -= tokens;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / _rate);
    }

    private void Fill()
    {
        var now = _clock.GetTimestamp();
        _tokens = Math.Min(_capacity, _tokens + (_clock.GetElapsedTime(_filled, now).TotalSeconds * _rate));
        _filled = now;
    }
}
