using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IoTLoad.Reports.Dashboards;

/// <summary>
/// The dashboard of a test's per-second series in InfluxDB, as Grafana imports it. In the form of Grafana's schema of dashboards
/// (its repository's <c>kinds/dashboard</c>, and each panel's <c>panelcfg.cue</c>), which Grafana 10 and later read.
/// </summary>
public static class GrafanaDashboard
{
    // Later versions of Grafana migrate what is older; what is newer than they know, they take as it is.
    private const int SchemaVersion = 39;
    private static readonly string[] Percentiles = ["p50", "p90", "p99", "p999", "max"];

    /// <summary>Makes the dashboard.</summary>
    /// <returns>JSON, to import in Grafana or to provision.</returns>
    public static string Build(GrafanaOptions? options = null)
    {
        options ??= new GrafanaOptions();
        IPanelQueries queries = options.Language == GrafanaLanguage.Flux ? new FluxPanels(options.Bucket) : new InfluxQlPanels();
        var panels = new GrafanaPanels(queries);
        Load(panels);
        Latencies(panels);
        Connections(panels);
        Generator(panels);
        return DashboardText.Of(new JsonObject
        {
            ["title"] = options.Title,
            ["description"] = "Load tests of MQTT platforms with IoTLoad: what was offered, what was achieved, and how long it took.",
            ["tags"] = new JsonArray("iotload"),
            ["schemaVersion"] = SchemaVersion,
            ["editable"] = true,
            ["graphTooltip"] = 1,
            ["timezone"] = "browser",
            ["refresh"] = "5s",
            ["time"] = new JsonObject { ["from"] = "now-15m", ["to"] = "now" },
            ["annotations"] = new JsonObject { ["list"] = new JsonArray() },
            ["templating"] = new JsonObject
            {
                ["list"] = new JsonArray(
                [
                    GrafanaVariables.DataSource(options.DataSource),
                    .. queries.Variables(),
                    GrafanaVariables.Test(queries),
                    GrafanaVariables.Shard(queries),
                    GrafanaVariables.Latency("roundTrip", "ack", "connect"),
                ]),
            },
            ["panels"] = panels.Panels,
        });
    }

    private static void Load(GrafanaPanels panels)
    {
        panels.Row("Load");
        panels.Lines(
            "Offered and achieved rate",
            "Messages a second, all chosen shards together. Offered is what the schedule asked for, whatever the broker did.", "cps", 16,
            new PanelSeries("targetRate", Together.LastOfShards, "target"),
            Rate("intended", "offered"),
            Rate("published"),
            Rate("acked", "acknowledged"),
            Rate("received"));
        panels.Lines(
            "Not as it should be", "Messages a second that were not sent, failed, never came back, or came twice or in the wrong order.",
            "cps", 8,
            Rate("missed"),
            Rate("failed"),
            Rate("lost"),
            Rate("duplicates"),
            Rate("outOfOrder", "out of order"));
    }

    private static void Latencies(GrafanaPanels panels)
    {
        panels.Row("Latency");
        Latency(panels, "roundTrip", "Round trip", "From the time at which a message was due to its receipt by a subscriber.");
        Latency(panels, "ack", "Acknowledgement", "From the time at which a message was due to its acknowledgement.");
        Latency(panels, "connect", "Connect", "From the time at which a device was to connect to its CONNACK.");
        panels.HeatMap("Heat map of ${latency}", "How many values lay up to which bound, ms.", 12,
            new PanelSeries("count", Together.Sum, "")
            {
                MeasurementSuffix = "_bucket",
                GroupBy = ["le"],
                Where = ("latency", "${latency}"),
            });
        panels.Histogram("Connect latency, whole time range", "How many connections took up to which bound, ms.", 12,
            new PanelSeries("count", Together.Sum, "connections")
            {
                MeasurementSuffix = "_bucket",
                GroupBy = ["le"],
                Where = ("latency", "connect"),
                IsTable = true,
            });
    }

    private static void Connections(GrafanaPanels panels)
    {
        panels.Row("Connections and failures");
        panels.Lines("Connections", "Connections that are up.", "short", 8, new PanelSeries("online", Together.LastOfShards, "online"));
        panels.Lines(
            "Connecting", "Connections a second.", "cps", 8,
            Rate("connected"), Rate("connectFailed", "failed"), Rate("disconnected", "lost"), Rate("churned"));
        panels.Stacked("Failures by reason", "What failed, by its kind and the reason that the result gives.", "short", 8,
            new PanelSeries("count", Together.Sum, "")
            {
                MeasurementSuffix = "_failure",
                GroupBy = ["kind", "reason"],
            });
    }

    private static void Generator(GrafanaPanels panels)
    {
        panels.Row("Generator: was it the bottleneck?");
        panels.Lines(
            "Schedule lag", "From the time at which a message was due to when the generator attended to it; that of the worst "
                + "second and shard.", "ms", 8,
            Latency("scheduleLag"));
        panels.Lines("CPU", "Percent of one core, by shard.", "percent", 8,
            new PanelSeries("cpuPercent", Together.Max, "shard") { GroupBy = ["shard"] });
        panels.Lines("Garbage collection", "Milliseconds of a second that it stopped the generator, by shard.", "ms", 8,
            new PanelSeries("gcPause", Together.Max, "shard") { GroupBy = ["shard"] });
    }

    private static void Latency(GrafanaPanels panels, string latency, string title, string description) => panels.Lines(
        title, $"{description} Percentiles are those of the worst second and shard of each interval.", "ms", 8, Latency(latency));

    private static PanelSeries[] Latency(string latency) => [.. Percentiles.Select(percentile =>
        new PanelSeries($"{latency}_{percentile}", Together.Max, percentile == "p999" ? "p99.9" : percentile))];

    private static PanelSeries Rate(string field, string? alias = null) => new(field, Together.Rate, alias ?? field);
}

/// <summary>The language that a Grafana data source for InfluxDB is set to.</summary>
public enum GrafanaLanguage
{
    /// <summary>InfluxQL: InfluxDB 1.x, and 2.x and 3.x with a mapping of the database to a bucket (DBRP).</summary>
    InfluxQl,

    /// <summary>Flux: InfluxDB 2.x.</summary>
    Flux,
}

/// <summary>What a Grafana dashboard shows, and where its data is.</summary>
public sealed record GrafanaOptions
{
    /// <summary>The dashboard's title.</summary>
    public string Title { get; init; } = "IoTLoad";

    /// <summary>The data source's language.</summary>
    public GrafanaLanguage Language { get; init; }

    /// <summary>Flux: the bucket that is chosen when the dashboard is opened.</summary>
    public string Bucket { get; init; } = "loadtest";

    /// <summary>UID of the data source that is chosen when the dashboard is opened; null takes Grafana's default one.</summary>
    public string? DataSource { get; init; }
}

/// <summary>A dashboard as text that people read and keep under version control.</summary>
internal static class DashboardText
{
    // Nothing of this is put into a page: quotes and signs stay readable.
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes JSON, indented.</summary>
    public static string Of(JsonObject dashboard) => dashboard.ToJsonString(Options) + "\n";
}
