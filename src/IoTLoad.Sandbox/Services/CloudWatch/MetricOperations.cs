using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

/// <summary>Metrics of the caller's own, and which metrics there are.</summary>
internal sealed class MetricOperations(MetricStore store, TimeProvider clock)
{
    // API reference, PutMetricData and MetricDatum.
    private const int MostDatums = 1000;
    private const int MostValues = 150;
    private const int MostDimensions = 30;
    private static readonly Paging Pages = new("NextToken", null, 500);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(14);
    private static readonly TimeSpan Newest = TimeSpan.FromHours(2);

    public void AddTo(ServiceApi api) => api
        .Add("PutMetricData", Put, _ => "*")
        .Add("ListMetrics", List, _ => "*");

    private void Put(Call call)
    {
        var space = call.Input.Required("Namespace");
        var datums = call.Input.Documents("MetricData");
        InvalidInputException.ThrowIf(space.StartsWith("AWS/", StringComparison.Ordinal),
            $"The value {space} for parameter Namespace is invalid: what begins with AWS/ is AWS's.");
        InvalidInputException.ThrowIf(
            call.Input.List("EntityMetricData").Count > 0, "The sandbox does not know EntityMetricData.");
        InvalidInputException.ThrowIf(
            datums.Count is 0 or > MostDatums, $"The parameter MetricData must have from 1 to {MostDatums} members.");

        // All are read before the first is kept: a request is taken as a whole or not at all.
        datums.Select(datum => Read(space, datum)).ToList().ForEach(add => add());
    }

    private Action Read(string space, Document datum)
    {
        var dimensions = MetricInput.Dimensions(datum);
        InvalidInputException.ThrowIf(dimensions.Count > MostDimensions,
            $"The collection Dimensions must not have a size greater than {MostDimensions}.");
        var now = clock.GetUtcNow();
        var time = datum.Time("Timestamp") ?? now;
        InvalidInputException.ThrowIf(time < now - Oldest || time > now + Newest,
            "The parameter Timestamp must specify a time within the past two weeks or up to two hours into the future.");
        var key = new MetricKey(space, datum.Required("MetricName"), dimensions);
        var unit = datum.Text("Unit") ?? "None";
        var values = ValuesOf(datum);
        var summary = datum.Child("StatisticValues");
        InvalidInputException.ThrowIf((summary is null) == (values.Count == 0),
            "The parameters Value, Values and StatisticValues are mutually exclusive, and one of them is required.");
        return () =>
        {
            var series = store.Find(key);
            series.Unit = unit;
            var cell = series.At(time);
            values.ForEach(value => cell.Add(value.Value, value.Count));
            if (summary is not null)
            {
                cell.Add(
                    (long)Math.Round(summary.Number("SampleCount") ?? 0),
                    summary.Number("Sum") ?? 0,
                    summary.Number("Minimum") ?? 0,
                    summary.Number("Maximum") ?? 0);
            }
        };
    }

    private static List<(double Value, long Count)> ValuesOf(Document datum)
    {
        if (datum.Number("Value") is { } single)
        {
            return [(single, 1)];
        }

        var values = datum.Numbers("Values");
        var counts = datum.Numbers("Counts");
        InvalidInputException.ThrowIf(values.Count > MostValues || (counts.Count > 0 && counts.Count != values.Count),
            $"The parameters Values and Counts must have the same size, and at most {MostValues} members.");
        return [.. values.Select((value, i) => (value, counts.Count > 0 ? (long)Math.Round(counts[i]) : 1))];
    }

    private static bool Has(MetricKey key, Document filter)
    {
        var (name, value) = (filter.Required("Name"), filter.Text("Value"));
        return key.Dimensions.Any(dimension => dimension.Name == name && (value is null || dimension.Value == value));
    }

    private static string KeyOf(MetricKey key) =>
        string.Join('\u0001', [key.Space, key.Name, .. key.Dimensions.Select(dimension => $"{dimension.Name}={dimension.Value}")]);

    private Document List(Call call)
    {
        var filters = call.Input.Documents("Dimensions");
        var space = call.Input.Text("Namespace");
        var name = call.Input.Text("MetricName");
        var fitting = store.All
            .Select(series => series.Key)
            .Where(key => (space is null || key.Space == space) && (name is null || key.Name == name)
                && filters.All(filter => Has(key, filter)))
            .OrderBy(KeyOf, StringComparer.Ordinal);
        return Pages.Take(call, "Metrics", fitting, KeyOf, key => new Document
        {
            ["Namespace"] = key.Space,
            ["MetricName"] = key.Name,
            ["Dimensions"] = key.Dimensions.Select(each => new Document { ["Name"] = each.Name, ["Value"] = each.Value }).ToList(),
        });
    }
}
