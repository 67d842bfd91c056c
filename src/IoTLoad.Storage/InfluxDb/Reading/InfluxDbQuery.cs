namespace IoTLoad.Storage.InfluxDb;

/// <summary>The language that a query is written in.</summary>
public enum InfluxDbLanguage
{
    /// <summary>Flux for 2.x, InfluxQL for all else.</summary>
    Auto,

    /// <summary>InfluxQL; 2.x needs a mapping of the database to a bucket (DBRP) for it.</summary>
    InfluxQl,

    /// <summary>Flux; 2.x only.</summary>
    Flux,
}

/// <summary>How an answer to InfluxQL is encoded.</summary>
public enum InfluxDbFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>CSV, about a third of JSON's size; 1.x tells no errors in it, so an empty answer is asked for again in JSON.</summary>
    Csv,
}

/// <summary>Which per-second points to read.</summary>
public sealed record InfluxDbQuery
{
    /// <summary>The test's ID; null reads all tests of the time range.</summary>
    public string? TestId { get; init; }

    /// <summary>First time; null begins with the oldest.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Time before which to end; null ends with the newest.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>
    /// Length of the intervals that seconds are put together to; null reads seconds. Sums add up, the last value and the largest stay,
    /// means are weighted by the number of values; percentiles cannot be put together, and are those of the worst second.
    /// </summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Which metrics; null reads all.</summary>
    public Func<string, bool>? NameFilter { get; init; }

    /// <summary>Which statistics; null reads all.</summary>
    public Func<string, bool>? StatisticFilter { get; init; }

    /// <summary>Name of the per-second measurement.</summary>
    public string Measurement { get; init; } = InfluxDbSinkOptions.DefaultMeasurement;

    /// <summary>The language to ask in.</summary>
    public InfluxDbLanguage Language { get; init; }

    /// <summary>How answers to InfluxQL are encoded.</summary>
    public InfluxDbFormat Format { get; init; }
}
