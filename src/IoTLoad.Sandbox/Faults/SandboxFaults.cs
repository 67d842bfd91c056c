namespace IoTLoad.Sandbox.Faults;

/// <summary>What a sandbox does wrong on purpose.</summary>
public sealed record SandboxFaults
{
    /// <summary>Share of requests and publishes that are throttled, 0 to 1.</summary>
    public double Throttle { get; init; }

    /// <summary>Added to the answer of each request and to each acknowledgement.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Share of the open connections that is dropped each second, 0 to 1.</summary>
    public double DropConnections { get; init; }

    /// <summary>Share of invocations that are refused, 0 to 1.</summary>
    public double RefuseInvocations { get; init; }

    /// <summary>How much later than otherwise CloudWatch shows a minute.</summary>
    public TimeSpan CloudWatchDelay { get; init; }
}
