using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage;

/// <summary>One value of one metric at one time. Flat, so that each property is a column of a CSV file.</summary>
public sealed record MetricPoint
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{Timestamp.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {Name} {Statistic} {Value:0.###} {Unit}");

    /// <summary>
    /// When the interval began, UTC. A <see cref="DateTimeOffset"/>, because its text names the offset: a time in a CSV file
    /// then means the same wherever it is read.
    /// </summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The run's ID; empty where the points are of a time range.</summary>
    public required string TestId { get; init; }

    /// <summary>Where the point was read from: <c>Run</c>, <c>CloudWatch</c>, <c>InfluxDB</c>.</summary>
    public string Source { get; init; } = "Run";

    /// <summary>Name of the metric, such as <c>Published</c> or <c>RoundTrip</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    public double Value { get; init; }

    /// <summary>
    /// Its unit, in CloudWatch's words: <c>Count</c>, <c>Count/Second</c>, <c>Milliseconds</c>, <c>Percent</c>, <c>Bytes</c>.
    /// </summary>
    public required string Unit { get; init; }

    /// <summary>
    /// What the value is of its interval: <c>Sum</c>, <c>Last</c>, <c>Mean</c>, <c>Max</c>, <c>SampleCount</c>, a
    /// percentile such as <c>p99</c>, or <c>Rate</c>, a sum divided by the interval's seconds.
    /// </summary>
    public required string Statistic { get; init; }

    /// <summary>The shard that measured it, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>The scenario that it is of; empty in a test without scenarios.</summary>
    public string Scenario { get; init; } = "";

    /// <summary>What else tells the series apart, as <c>Name=Value</c> with commas between, such as <c>Protocol=MQTT</c>.</summary>
    public string Dimensions { get; init; } = "";
}
