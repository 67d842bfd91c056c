using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

/// <summary>Metrics of the caller's own.</summary>
internal sealed class PutMetricOperations(MetricStore store, TimeProvider clock)
{
    // API reference, PutMetricData and MetricDatum.
    private const int MostDatums = 1000;
    private const int MostValues = 150;
    private const int MostDimensions = 30;
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(14);
    private static readonly TimeSpan Newest = TimeSpan.FromHours(2);

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api.Add("PutMetricData", Put, _ => "*");

    private Document? Put(Call call)
    {
        var space = call.Input.Required("Namespace");
        if (space.StartsWith("AWS/", StringComparison.Ordinal))
        {
            throw new InvalidInputException($"The value {space} for parameter Namespace is invalid: what begins with AWS/ is AWS's.");
        }

        if (call.Input.List("EntityMetricData").Count > 0)
        {
            throw new InvalidInputException("The sandbox does not know EntityMetricData.");
        }

        var datums = call.Input.Documents("MetricData");
        if (datums.Count is 0 or > MostDatums)
        {
            throw new InvalidInputException($"The parameter MetricData must have from 1 to {MostDatums} members.");
        }

        // All are read before the first is kept: a request is taken as a whole or not at all.
        foreach (var add in datums.Select(datum => Read(space, datum)).ToList())
        {
            add();
        }

        return null;
    }

    private Action Read(string space, Document datum)
    {
        var dimensions = MetricInput.Dimensions(datum);
        if (dimensions.Count > MostDimensions)
        {
            throw new InvalidInputException($"The collection Dimensions must not have a size greater than {MostDimensions}.");
        }

        var now = clock.GetUtcNow();
        var time = datum.Time("Timestamp") ?? now;
        if (time < now - Oldest || time > now + Newest)
        {
            throw new InvalidInputException(
                "The parameter Timestamp must specify a time within the past two weeks or up to two hours into the future.");
        }

        var key = new MetricKey(space, datum.Required("MetricName"), dimensions);
        var unit = datum.Text("Unit") ?? "None";
        var values = ValuesOf(datum);
        var summary = datum.Child("StatisticValues");
        if ((summary is null) == (values.Count == 0))
        {
            throw new InvalidInputException(
                "The parameters Value, Values and StatisticValues are mutually exclusive, and one of them is required.");
        }

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
        if (values.Count > MostValues || (counts.Count > 0 && counts.Count != values.Count))
        {
            throw new InvalidInputException($"The parameters Values and Counts must have the same size, and at most {MostValues} members.");
        }

        return [.. values.Select((value, i) => (value, counts.Count > 0 ? (long)Math.Round(counts[i]) : 1))];
    }
}
