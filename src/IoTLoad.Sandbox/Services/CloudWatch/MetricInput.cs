using System.Globalization;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

/// <summary>Parts that several operations take.</summary>
internal static class MetricInput
{
    /// <summary>Name and value of each dimension.</summary>
    public static IReadOnlyList<(string Name, string Value)> Dimensions(Document input) =>
        [.. input.Documents("Dimensions").Select(dimension => (dimension.Required("Name"), dimension.Required("Value")))];

    /// <summary>Dimensions as they are answered.</summary>
    public static List<Document> Listed(MetricKey key) =>
        [.. key.Dimensions.Select(dimension => new Document { ["Name"] = dimension.Name, ["Value"] = dimension.Value })];

    public static TimeSpan Period(Document input) => input.Integer("Period") is { } seconds and > 0 && seconds % 60 == 0
        ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidInputException("The parameter Period must be a multiple of 60: the sandbox keeps whole minutes.");

    /// <summary>Begin and end, of which the begin is taken to that of its period.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Range(Document input, TimeSpan period)
    {
        var from = input.Time("StartTime") ?? throw new InvalidInputException("The parameter StartTime is required.");
        var to = input.Time("EndTime") ?? throw new InvalidInputException("The parameter EndTime is required.");
        return from < to
            ? (new DateTimeOffset(from.UtcTicks - (from.UtcTicks % period.Ticks), TimeSpan.Zero), to)
            : throw new InvalidInputException("The parameter StartTime must be less than the parameter EndTime.");
    }

    /// <summary>What a statistic says of values.</summary>
    /// <returns>Null where nobody can tell.</returns>
    public static double? Statistic(string name, MetricSummary summary) => name switch
    {
        "SampleCount" => summary.Count,
        "Sum" => summary.Sum,
        "Average" => summary.Sum / summary.Count,
        "Minimum" => summary.Minimum,
        "Maximum" => summary.Maximum,
        _ when name.StartsWith('p')
            && double.TryParse(name.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is >= 0 and <= 100 => summary.Percentile(percent),
        _ => throw new InvalidInputException(
            $"The sandbox does not know the statistic '{name}'; it knows SampleCount, Sum, Average, Minimum, "
                + $"Maximum and percentiles such as p99."),
    };
}
