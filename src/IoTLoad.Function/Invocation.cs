namespace IoTLoad.Function;

/// <summary>One invocation of the function.</summary>
/// <param name="Id">The request's ID.</param>
/// <param name="Deadline">When Lambda ends the function, UTC.</param>
/// <param name="Event">What it was invoked with, JSON.</param>
internal sealed record Invocation(string Id, DateTimeOffset Deadline, byte[] Event);
