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

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("GetMetricData", GetData, _ => "*")
        .Add("GetMetricStatistics", GetStatistics, _ => "*");

    private static int ToInteger(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidInputException("The parameter NextToken is not valid.");

    private Document GetData(Call call)
    {
        var queries = call.Input.Documents("MetricDataQueries");
        if (queries.Count is 0 or > MostQueries)
        {
            throw new InvalidInputException($"The collection MetricDataQueries must have a size from 1 to {MostQueries}.");
        }

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
                next = string.Create(CultureInfo.InvariantCulture, $"{(isWhole ? i + 1 : i)}/{(isWhole ? 0 : skipPoints + page.Count)}");
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
        var name = metric.Required("MetricName");
        var statistic = stat.Required("Stat");
        var points = Read(metric, MetricInput.Period(stat), input, stat.Text("Unit"), out _)
            .Select(period => (period.Key, Value: MetricInput.Statistic(statistic, period.Value)))
            .Where(point => point.Value is not null)
            .Select(point => (point.Key, point.Value!.Value))
            .ToList();
        return (name, points);
    }

    private Document GetStatistics(Call call)
    {
        var input = call.Input;
        if (input.List("ExtendedStatistics").Count > 0)
        {
            throw new InvalidInputException("The sandbox does not know ExtendedStatistics; it has percentiles in GetMetricData.");
        }

        var statistics = input.Texts("Statistics");
        if (statistics.Count == 0)
        {
            throw new InvalidInputException("Must specify either Statistics or ExtendedStatistics");
        }

        var points = Read(input, MetricInput.Period(input), input, input.Text("Unit"), out var unit);
        if (points.Count > MostDatapoints)
        {
            throw new InvalidInputException(
                $"You have requested up to {points.Count} datapoints, which exceeds the limit of {MostDatapoints}. "
                    + $"You may reduce the datapoints requested by increasing Period, or decreasing the time range.");
        }

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

    private SortedDictionary<DateTimeOffset,
    MetricSummary> Read(Document metric, TimeSpan period, Document range, string? wantedUnit, out string unit)
    {
        var (from, to) = MetricInput.Range(range, period);
        var key = new MetricKey(metric.Required("Namespace"), metric.Required("MetricName"), MetricInput.Dimensions(metric));
        var series = store.All.FirstOrDefault(series => series.Key.Equals(key));
        unit = series?.Unit ?? "None";
        return series is null || (wantedUnit is not null && wantedUnit != unit) ? [] : series.Read(from, to, period, store.Shown);
    }
}
