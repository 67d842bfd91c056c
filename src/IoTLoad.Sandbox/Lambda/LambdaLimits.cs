namespace IoTLoad.Sandbox.Lambda;

/// <summary>
/// Quotas and times of AWS Lambda, as its developer guide gives them ("Lambda quotas", "Error handling for an asynchronous
/// invocation").
/// </summary>
internal sealed record LambdaLimits
{
    /// <summary>Concurrent executions of the account.</summary>
    public int ConcurrentExecutions { get; init; } = 1000;

    /// <summary>Concurrent executions that no function may reserve.</summary>
    public int UnreservedMinimum { get; init; } = 100;

    /// <summary>Largest event of a synchronous invocation, and largest answer, bytes.</summary>
    public int SynchronousPayload { get; init; } = 6 * 1024 * 1024;

    /// <summary>Largest event of an asynchronous invocation, bytes.</summary>
    public int AsynchronousPayload { get; init; } = 256 * 1024;

    /// <summary>Largest zip file, bytes.</summary>
    public long ZipSize { get; init; } = 50 * 1024 * 1024;

    /// <summary>Largest unpacked code, bytes.</summary>
    public long UnpackedSize { get; init; } = 250 * 1024 * 1024;

    /// <summary>How long an execution environment may take until it asks for its first event.</summary>
    public TimeSpan Initialization { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an execution environment is kept without an event. AWS gives no figure.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wait before the first and the second retry of an asynchronous invocation whose function failed.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>First wait of an asynchronous invocation that was throttled; it doubles with each attempt.</summary>
    public TimeSpan ThrottleDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait of an asynchronous invocation that was throttled.</summary>
    public TimeSpan LongestThrottleDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the memory of running functions is read.</summary>
    public TimeSpan MemoryInterval { get; init; } = TimeSpan.FromMilliseconds(100);
}
