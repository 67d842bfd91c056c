namespace IoTLoad.Engine.Plan;

/// <summary>How messages are published over HTTP.</summary>
public sealed record HttpPlan
{
    /// <summary>
    /// From the send of a request to the end of its answer, a connection included where the request needs a new one; a request
    /// that takes longer has failed.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
