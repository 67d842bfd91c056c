using System.Text.Json.Nodes;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Reports.Dashboards;

/// <summary>
/// Queries in InfluxQL, with Grafana's variables for it: <c>$timeFilter</c>, <c>$__interval</c> and <c>$__interval_ms</c>.
/// </summary>
internal sealed class InfluxQlPanels : IPanelQueries
{
    private const string Chosen = "\"test\" =~ /^${test:regex}$/ AND \"shard\" =~ /^${shard:regex}$/";

    public JsonObject Target(PanelSeries series) => new()
    {
        ["rawQuery"] = true,
        ["query"] = Query(series),
        ["resultFormat"] = series.IsTable ? "table" : "time_series",
        ["alias"] = series.IsTable ? "" : Alias(series),
    };

    public string? DisplayName(PanelSeries series) => null;

    public IEnumerable<JsonObject> Variables() => [];

    public string TagValues(string tag, bool ofTest)
    {
        var all = $"SHOW TAG VALUES FROM {InfluxDbNames.Quote(InfluxDbSinkOptions.DefaultMeasurement)} WITH KEY = "
            + $"{InfluxDbNames.Quote(tag)}";
        return ofTest ? all + " WHERE \"test\" =~ /^${test:regex}$/" : all;
    }

    private static string Query(PanelSeries series)
    {
        var from = InfluxDbNames.Quote(InfluxDbSinkOptions.DefaultMeasurement + series.MeasurementSuffix);
        var field = InfluxDbNames.Quote(series.Field);
        var where = $"{Chosen} AND $timeFilter";
        if (series.Where is var (tag, value))
        {
            where = $"{InfluxDbNames.Quote(tag)} = '{value}' AND {where}";
        }

        if (series.IsTable)
        {
            return $"SELECT sum({field}) AS {InfluxDbNames.Quote(series.Alias)} FROM {from} WHERE {where} GROUP BY {Tags(series)}";
        }

        var by = series.GroupBy.Count == 0 ? "time($__interval)" : $"time($__interval), {Tags(series)}";
        return series.Together switch
        {
            Together.Rate => $"SELECT sum({field}) * 1000 / $__interval_ms FROM {from} WHERE {where} GROUP BY {by} fill(none)",
            Together.Sum => $"SELECT sum({field}) FROM {from} WHERE {where} GROUP BY {by} fill(none)",
            Together.Max => $"SELECT max({field}) FROM {from} WHERE {where} GROUP BY {by} fill(none)",
            _ => $"SELECT sum(\"of\") FROM (SELECT last({field}) AS \"of\" FROM {from} WHERE {where} GROUP BY "
                + $"time($__interval), \"test\", \"shard\" fill(none)) WHERE $timeFilter GROUP BY {by} fill(none)",
        };
    }

    private static string Tags(PanelSeries series) => string.Join(", ", series.GroupBy.Select(InfluxDbNames.Quote));

    private static string Alias(PanelSeries series) => series.GroupBy.Count == 0
        ? series.Alias
        : $"{series.Alias} {string.Join(": ", series.GroupBy.Select(tag => $"$tag_{tag}"))}".TrimStart();
}

/// <summary>Names in queries.</summary>
internal static class InfluxDbNames
{
    /// <summary>A quoted name. All names here are IoTLoad's own: letters, digits and underscores.</summary>
    public static string Quote(string name) => $"\"{name}\"";
}
