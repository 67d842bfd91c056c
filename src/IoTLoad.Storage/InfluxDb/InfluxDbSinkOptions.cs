namespace IoTLoad.Storage.InfluxDb;

/// <summary>What a test writes to InfluxDB.</summary>
public sealed record InfluxDbSinkOptions
{
    /// <summary>Name of the per-second measurement where no other is given.</summary>
    public const string DefaultMeasurement = "iotload";

    /// <summary>Name of the per-second measurement; those of buckets and failures begin with it.</summary>
    public string Measurement { get; init; } = DefaultMeasurement;

    /// <summary>Whether to write the per-second measurements.</summary>
    public bool PerSecond { get; init; } = true;

    /// <summary>Share of connections and messages, 0 to 1, that become a <c>CONNECT</c> or <c>RECEIVE</c> point each.</summary>
    public double PointSample { get; init; }

    /// <summary>Whether <c>RECEIVE</c> points hold the message's payload.</summary>
    public bool PointPayload { get; init; }

    /// <summary>Further tags of the per-second measurements.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder in which lines wait while the server is away, such as the run's folder; null keeps them in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>How lines are gathered, sent and tried again.</summary>
    public InfluxDbWriterOptions Writer { get; init; } = new();
}
