namespace IoTLoad.Sandbox.Gateway;

/// <summary>The rate limit of a whole account: a <see cref="TokenBucket"/> for all connections.</summary>
internal sealed class SharedBucket
{
    private readonly Lock _gate = new();
    private readonly TokenBucket? _bucket;

    /// <param name="rate">Tokens a second; null for no limit.</param>
    /// <param name="clock">Clock.</param>
    public SharedBucket(double? rate, TimeProvider clock) => _bucket = rate is { } limit ? new TokenBucket(limit, clock) : null;

    /// <summary>Takes a token.</summary>
    /// <returns>False where none is left.</returns>
    public bool TryTake()
    {
        if (_bucket is null)
        {
            return true;
        }

        lock (_gate)
        {
            return _bucket.TryTake();
        }
    }
}
