using System.Text.Json.Nodes;

namespace IoTLoad.Reports.Dashboards;

/// <summary>The variables at the top of a dashboard.</summary>
internal static class GrafanaVariables
{
    // Grafana's schema: VariableRefresh and VariableSort.
    private const int OnTimeRangeChange = 2;
    private const int NumericalAscending = 3;
    private const int AlphabeticalDescending = 2;

    /// <summary>Which data source, of all that are for InfluxDB.</summary>
    public static JsonObject DataSource(string? uid)
    {
        var variable = new JsonObject
        {
            ["type"] = "datasource",
            ["name"] = "datasource",
            ["label"] = "Data source",
            ["query"] = "influxdb"
        };
        return uid is null ? variable : With(variable, "current", Option(uid));
    }

    /// <summary>What a query lists, of which one is chosen.</summary>
    public static JsonObject Query(string name, string label, string query, string? current = null)
    {
        var variable = new JsonObject
        {
            ["type"] = "query",
            ["name"] = name,
            ["label"] = label,
            ["datasource"] = GrafanaPanels.DataSource(),
            ["query"] = query,
            ["refresh"] = OnTimeRangeChange,
        };
        return current is null ? variable : With(variable, "current", Option(current));
    }

    /// <summary>The test; its ID begins with its time, so that the newest is first.</summary>
    public static JsonObject Test(IPanelQueries queries) =>
        With(Query("test", "Test", queries.TagValues("test", ofTest: false)), "sort", AlphabeticalDescending);

    /// <summary>The shards, all or some.</summary>
    public static JsonObject Shard(IPanelQueries queries)
    {
        var variable = Query("shard", "Shard", queries.TagValues("shard", ofTest: true));
        variable["sort"] = NumericalAscending;
        variable["multi"] = true;
        variable["includeAll"] = true;
        variable["allValue"] = ".*";
        variable["current"] = new JsonObject { ["text"] = new JsonArray("All"), ["value"] = new JsonArray("$__all") };
        return variable;
    }

    /// <summary>The latency that the heat map shows.</summary>
    public static JsonObject Latency(params string[] names) => new()
    {
        ["type"] = "custom",
        ["name"] = "latency",
        ["label"] = "Heat map of",
        ["query"] = string.Join(',', names),
        ["current"] = Option(names[0]),
        ["options"] = new JsonArray([.. names.Select(name => With(Option(name), "selected", name == names[0]))]),
    };

    private static JsonObject Option(string value) => new() { ["text"] = value, ["value"] = value };

    private static JsonObject With(JsonObject variable, string name, JsonNode value)
    {
        variable[name] = value;
        return variable;
    }
}
