namespace IoTLoad.Aws.Metrics;

/// <summary>One value of one CloudWatch metric.</summary>
/// <param name="Timestamp">When its period began, UTC.</param>
/// <param name="Name">Name of the metric.</param>
/// <param name="Dimensions">Its dimensions, as <c>Name=Value</c> with commas between.</param>
/// <param name="Statistic"><c>Sum</c>, <c>Rate</c>, <c>Mean</c>, <c>Max</c> or a percentile.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit, in CloudWatch's words.</param>
public sealed record CloudWatchPoint(DateTimeOffset Timestamp, string Name, string Dimensions, string Statistic, double Value, string Unit);
