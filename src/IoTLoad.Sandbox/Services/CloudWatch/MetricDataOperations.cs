using System.Globalization;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

internal sealed class MetricDataOperations(MetricStore store)
{
    // API reference, GetMetricData and GetMetricStatistics.
    private const int MostQueries = 500;
    private const int MostPoints = 100_800;
    private const int MostDatapoints = 1440;

    public void AddTo(ServiceApi api) => api
        .Add("GetMetricData", GetData, _ => "*")
        .Add("GetMetricStatistics", GetStatistics, _ => "*");

    private static int ToInteger(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidInputException("The parameter NextToken is not valid.");

    private Document GetData(Call call)
    {
        var queries = call.Input.Documents("MetricDataQueries");
        InvalidInputException.ThrowIf(
            queries.Count is 0 or > MostQueries, $"The collection MetricDataQueries must have a size from 1 to {MostQueries}.");
        var descending = call.Input.Text("ScanBy") != "TimestampAscending";
        var room = (int)Math.Clamp(call.Input.Integer("MaxDatapoints") ?? MostPoints, 1, MostPoints);

        // A token says how many queries are done, and how many points of the next one.
        var token = (call.Input.Text("NextToken") is { Length: > 0 } text ? text : "0/0").Split('/');
        var (skipQueries, skipPoints) = token.Length == 2
            ? (ToInteger(token[0]), ToInteger(token[1])) : (0, ToInteger(call.Input.Text("NextToken")!));
        var results = new List<Document>();
        string? next = null;
        var returned = queries.Where(query => query.Flag("ReturnData") != false).ToList();
        for (var i = skipQueries; i < returned.Count; i++)
        {
            var (label, points) = Points(returned[i], call.Input);
            var rest = (descending ? points.Reverse() : points).Skip(skipPoints).ToList();
            var page = rest.Take(room).ToList();
            var isWhole = page.Count == rest.Count;
            results.Add(new Document
            {
                ["Id"] = returned[i].Required("Id"),
                ["Label"] = returned[i].Text("Label") ?? label,
                ["Timestamps"] = page.Select(point => (object)point.Time).ToList(),
                ["Values"] = page.Select(point => (object)point.Value).ToList(),
                ["StatusCode"] = isWhole ? "Complete" : "PartialData",
            });
            room -= page.Count;
            if (!isWhole || (room == 0 && i + 1 < returned.Count))
            {
                next = isWhole ? $"{i + 1}/0" : $"{i}/{skipPoints + page.Count}";
                break;
            }

            skipPoints = 0;
        }

        return new Document { ["MetricDataResults"] = results, ["NextToken"] = next, ["Messages"] = Array.Empty<object>() };
    }

    private (string Label, IReadOnlyList<(DateTimeOffset Time, double Value)> Points) Points(Document query, Document input)
    {
        var stat = query.Child("MetricStat") ?? throw new InvalidInputException(
            "The sandbox does not know expressions of GetMetricData: it knows queries with a MetricStat.");
        var metric = stat.Child("Metric") ?? throw new InvalidInputException("The parameter MetricStat.Metric is required.");
        var statistic = stat.Required("Stat");
        var points = Read(metric, MetricInput.Period(stat), input, stat.Text("Unit"), out _)
            .Select(period => (period.Key, Value: MetricInput.Statistic(statistic, period.Value)))
            .Where(point => point.Value is not null)
            .Select(point => (point.Key, point.Value!.Value));
        return (metric.Required("MetricName"), [.. points]);
    }

    private Document GetStatistics(Call call)
    {
        var input = call.Input;
        InvalidInputException.ThrowIf(input.List("ExtendedStatistics").Count > 0,
            "The sandbox does not know ExtendedStatistics; it has percentiles in GetMetricData.");
        var statistics = input.Texts("Statistics");
        InvalidInputException.ThrowIf(statistics.Count == 0, "Must specify either Statistics or ExtendedStatistics");
        var points = Read(input, MetricInput.Period(input), input, input.Text("Unit"), out var unit);
        InvalidInputException.ThrowIf(points.Count > MostDatapoints,
            $"You have requested up to {points.Count} datapoints, which exceeds the limit of {MostDatapoints}. "
                + "You may reduce the datapoints requested by increasing Period, or decreasing the time range.");
        return new Document
        {
            ["Label"] = input.Required("MetricName"),
            ["Datapoints"] = points.Select(point =>
            {
                var datapoint = new Document { ["Timestamp"] = point.Key, ["Unit"] = unit };
                foreach (var statistic in statistics)
                {
                    datapoint[statistic] = MetricInput.Statistic(statistic, point.Value);
                }

                return datapoint;
            }).ToList(),
        };
    }

    private SortedDictionary<DateTimeOffset, MetricSummary> Read(
        Document metric, TimeSpan period, Document range, string? wantedUnit, out string unit)
    {
        var (from, to) = MetricInput.Range(range, period);
        var key = new MetricKey(metric.Required("Namespace"), metric.Required("MetricName"), MetricInput.Dimensions(metric));
        var series = store.All.FirstOrDefault(series => series.Key.Equals(key));
        unit = series?.Unit ?? "None";
        return series is null || (wantedUnit is not null && wantedUnit != unit) ? [] : series.Read(from, to, period, store.Shown);
    }
}

/// <summary>Parts that several operations take.</summary>
internal static class MetricInput
{
    /// <summary>Name and value of each dimension.</summary>
    public static IReadOnlyList<(string Name, string Value)> Dimensions(Document input) =>
        [.. input.Documents("Dimensions").Select(dimension => (dimension.Required("Name"), dimension.Required("Value")))];

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
