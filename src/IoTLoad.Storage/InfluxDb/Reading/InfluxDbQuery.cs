using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>The language that a query is written in.</summary>
public enum InfluxDbLanguage
{
    /// <summary>Flux for 2.x with a token, otherwise InfluxQL.</summary>
    Auto,

    /// <summary>InfluxQL; 2.x needs a mapping of the database to a bucket (DBRP) for it.</summary>
    InfluxQl,

    /// <summary>Flux; 2.x only.</summary>
    Flux,
}

/// <summary>Which per-second points to read.</summary>
public sealed record InfluxDbQuery
{
    /// <summary>The test's ID; null reads all tests of the time range.</summary>
    public string? TestId { get; init; }

    /// <summary>First time; null begins with the oldest.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Time before which to end; null ends with the newest, even if it is in the future.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>
    /// Length of the intervals that seconds are combined to; null reads seconds. Sums add up, the last value and the largest stay,
    /// means are weighted by the number of values; percentiles cannot be combined, and are those of the worst second.
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

    /// <summary>The fields that hold what is asked for.</summary>
    internal IReadOnlyList<SecondField> Fields() =>
    [
        .. SecondField.All.Where(field => (NameFilter?.Invoke(field.Name) ?? true) && (StatisticFilter?.Invoke(field.Statistic) ?? true)),
    ];

    /// <summary>Keys of the fields to ask for, with the function that combines seconds.</summary>
    internal IReadOnlyList<(string Key, string Aggregate)> Columns() =>
    [
        .. Fields().SelectMany(field => Window is not null && field.IsMeanOfLatency
            ? new[] { (field.SumKey, "sum"), (field.CountKey, "sum") }
            : [(field.Key, field.Aggregate)]).Distinct(),
    ];

    /// <exception cref="LoadException"><c>InfluxDbNameInvalid</c>, <c>InfluxDbWindowInvalid</c>.</exception>
    internal void Check()
    {
        LineText.CheckName(Measurement, "the name of a measurement");
        if (Window is { } window
            && (window < TimeSpan.FromMilliseconds(1) || window > TimeSpan.FromDays(3650)
                || window.Ticks % TimeSpan.TicksPerMillisecond != 0))
        {
            throw LoadException.InvalidInput(
                "InfluxDbWindowInvalid", $"A window cannot be {window} long.",
                "Write it in whole milliseconds or more, such as 10s or 1m.", window);
        }
    }
}
