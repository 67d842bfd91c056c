namespace IoTLoad.Storage.InfluxDb;

/// <summary>How lines are gathered, sent, tried again and kept.</summary>
public sealed record InfluxDbWriterOptions
{
    /// <summary>Most lines of a request; 5,000 is what InfluxData's guide to optimising writes finds best.</summary>
    public int BatchLines { get; init; } = 5000;

    /// <summary>Most bytes of a request before compression, about.</summary>
    public int BatchBytes { get; init; } = 1024 * 1024;

    /// <summary>Longest time that a line waits for others.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most bytes held in memory; from a half of it on, lines go to the spool.</summary>
    public int MemoryLimit { get; init; } = 32 * 1024 * 1024;

    /// <summary>Wait after the first failure; doubles with each.</summary>
    public TimeSpan RetryLeast { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between tries.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the end of a test waits for what is still to be sent; the rest stays in the spool.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);
}
