namespace IoTLoad.Storage;

/// <summary>A point of a latency's distribution over a whole test.</summary>
/// <param name="TestId">The run's ID.</param>
/// <param name="Name">The latency: <c>Connect</c>, <c>Ack</c>, <c>AckService</c>, <c>RoundTrip</c> or <c>ScheduleLag</c>.</param>
/// <param name="Percentile">Percentile, 0 to 100.</param>
/// <param name="Milliseconds">The latency that this percentage of the values does not exceed.</param>
/// <param name="Count">Number of values up to it.</param>
public sealed record LatencyPercentile(string TestId, string Name, double Percentile, double Milliseconds, long Count);
