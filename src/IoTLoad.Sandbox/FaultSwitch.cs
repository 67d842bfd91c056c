namespace IoTLoad.Sandbox;

/// <summary>Holds the faults that are on now; they can be changed while the sandbox runs.</summary>
internal sealed class FaultSwitch
{
    private volatile SandboxFaults _current = new();

    public SandboxFaults Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Waits for the latency that was asked for, if any.</summary>
    public Task DelayAsync(TimeProvider clock, CancellationToken cancellation) =>
        Current.Latency > TimeSpan.Zero ? Task.Delay(Current.Latency, clock, cancellation) : Task.CompletedTask;

    /// <summary>Draws whether something of a given share happens this time.</summary>
    public static bool Draw(double share) => share > 0 && Random.Shared.NextDouble() < share;
}

/// <summary>What a sandbox does wrong on purpose.</summary>
internal sealed record SandboxFaults
{
    /// <summary>Share of requests and publishes that are throttled, 0 to 1.</summary>
    public double Throttle { get; init; }

    /// <summary>Added to the answer of each request and to each acknowledgement.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Share of the open connections that is dropped each second, 0 to 1.</summary>
    public double DropConnections { get; init; }

    /// <summary>Share of invocations that are refused, 0 to 1.</summary>
    public double RefuseInvocations { get; init; }

    /// <summary>Share of asynchronous events that are delivered twice, with the same request ID, 0 to 1.</summary>
    public double DuplicateEvents { get; init; }

    /// <summary>How much later than otherwise CloudWatch shows a minute.</summary>
    public TimeSpan CloudWatchDelay { get; init; }
}
