namespace IoTLoad.Aws.Metrics;

/// <summary>What to read of CloudWatch.</summary>
public sealed record CloudWatchQuery
{
    /// <summary>Begin; the whole minute that it is in is read.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End; the whole minute that it is in is read.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Which metrics, by name; null takes all.</summary>
    public Func<string, bool>? NameFilter { get; init; }

    /// <summary>Lambda functions to read; empty reads all that CloudWatch lists.</summary>
    public IReadOnlyList<string> FunctionNames { get; init; } = [];

    /// <summary>Length of a period, seconds: minutes are kept for 15 days, 5 minutes for 63 days, hours for 455 days.</summary>
    /// <param name="now">The present.</param>
    public int PeriodAt(DateTimeOffset now) => (now - From).TotalDays switch
    {
        < 15 => 60,
        < 63 => 300,
        _ => 3600,
    };
}

/// <summary>One value of one CloudWatch metric.</summary>
/// <param name="Timestamp">When its period began, UTC.</param>
/// <param name="Name">Name of the metric.</param>
/// <param name="Dimensions">Its dimensions, as <c>Name=Value</c> with commas between.</param>
/// <param name="Statistic"><c>Sum</c>, <c>Rate</c>, <c>Mean</c>, <c>Max</c> or a percentile.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit, in CloudWatch's words.</param>
public sealed record CloudWatchPoint(DateTimeOffset Timestamp, string Name, string Dimensions, string Statistic, double Value, string Unit);
