using System.Text.Json.Nodes;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Reports.Dashboards;

/// <summary>
/// Queries in Flux, with Grafana's variables for it: <c>v.timeRangeStart</c>, <c>v.timeRangeStop</c> and <c>v.windowPeriod</c>.
/// </summary>
/// <param name="bucket">The bucket that is chosen when the dashboard is opened.</param>
internal sealed class FluxPanels(string bucket) : IPanelQueries
{
    // Grafana writes ${bucket:json} with its quotes, so that no name can be anything but a string.
    private const string From = "from(bucket: ${bucket:json})\n  |> range(start: v.timeRangeStart, stop: v.timeRangeStop)";

    public JsonObject Target(PanelSeries series) => new() { ["query"] = Query(series) };

    public string? DisplayName(PanelSeries series) => series.IsTable
        ? null
        : $"{series.Alias} {string.Join(": ", series.GroupBy.Select(tag => $"${{__field.labels.{tag}}}"))}".TrimStart();

    public IEnumerable<JsonObject> Variables()
    {
        yield return GrafanaVariables.Query("bucket", "Bucket", "buckets()\n  |> filter(fn: (r) => r.name !~ /^_/)\n  |> "
            + "rename(columns: {name: \"_value\"})\n  |> keep(columns: [\"_value\"])", bucket);
    }

    public string TagValues(string tag, bool ofTest) => string.Join('\n',
        "import \"influxdata/influxdb/schema\"",
        "",
        "schema.tagValues(",
        "  bucket: ${bucket:json},",
        $"  tag: \"{tag}\",",
        $"  predicate: (r) => r._measurement == \"{InfluxDbSinkOptions.DefaultMeasurement}\""
            + (ofTest ? " and r.test =~ /^${test:regex}$/," : ","),
        "  start: v.timeRangeStart,",
        ")");

    private static string Query(PanelSeries series)
    {
        var lines = new List<string>
        {
            From,
            $"  |> filter(fn: (r) => r._measurement == \"{InfluxDbSinkOptions.DefaultMeasurement}{series.MeasurementSuffix}\" "
                + $"and r._field == \"{series.Field}\")",
            "  |> filter(fn: (r) => r.test =~ /^${test:regex}$/ and r.shard =~ /^${shard:regex}$/)",
        };
        if (series.Where is var (tag, value))
        {
            lines.Add($"  |> filter(fn: (r) => r.{tag} == \"{value}\")");
        }

        var by = string.Join(", ", series.GroupBy.Select(each => $"\"{each}\""));
        lines.Add(series.Together == Together.LastOfShards ? "  |> group(columns: [\"test\", \"shard\"])" : $"  |> group(columns: [{by}])");
        if (series.IsTable)
        {
            lines.AddRange(["  |> sum()", "  |> group()", $"  |> rename(columns: {{_value: \"{series.Alias}\"}})",
                $"  |> keep(columns: [{by}, \"{series.Alias}\"])"]);
            return string.Join('\n', lines);
        }

        var function = series.Together switch { Together.Max => "max", Together.LastOfShards => "last", _ => "sum" };
        lines.Add($"  |> aggregateWindow(every: v.windowPeriod, fn: {function}, createEmpty: false, timeSrc: \"_start\")");
        if (series.Together == Together.LastOfShards)
        {
            lines.AddRange(["  |> group(columns: [\"_time\"])", "  |> sum()", "  |> group()", "  |> sort(columns: [\"_time\"])"]);
        }

        // What a column is called, the legend calls the series.
        var result = series.Together == Together.Rate
            ? "float(v: r._value) * 1000000000.0 / float(v: int(v: v.windowPeriod))" : "float(v: r._value)";
        lines.Add(series.GroupBy.Count == 0
            ? $"  |> map(fn: (r) => ({{_time: r._time, \"{series.Alias}\": {result}}}))"
            : $"  |> map(fn: (r) => ({{r with _value: {result}}}))");
        return string.Join('\n', lines);
    }
}
