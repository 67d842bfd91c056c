using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>What was sent of a stored test.</summary>
/// <param name="TestId">The run's ID.</param>
/// <param name="Destination">The server and the bucket or database.</param>
/// <param name="Lines">Points that the server has taken.</param>
/// <param name="Recovered">Those of them that had waited in the run's folder.</param>
public sealed record SentMetrics(string TestId, string Destination, long Lines, long Recovered)
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{Lines} lines of {TestId} to {Destination}");
}
