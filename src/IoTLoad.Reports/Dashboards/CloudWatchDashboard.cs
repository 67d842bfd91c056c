using System.Text.Json.Nodes;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Dashboards;

/// <summary>
/// The dashboard of what AWS IoT Core and Lambda say of a test, against the quotas. In the form of CloudWatch's "Dashboard body
/// structure and syntax".
/// </summary>
public static class CloudWatchDashboard
{
    private const int Minute = 60;
    private const int Height = 6;
    private static readonly string[] Protocols = ["MQTT", "HTTP"];
    private static readonly string[] Faults = ["AuthError", "ClientError", "ServerError", "Throttle"];

    /// <summary>Makes the dashboard's body.</summary>
    /// <returns>JSON, for PutDashboard or to paste into the console.</returns>
    public static string Build(CloudWatchOptions options)
    {
        var widgets = new JsonArray();
        Rates(widgets, options, "Publishes in, a second", "PublishIn.Success", options.InboundQuota);
        Rates(widgets, options, "Publishes out, a second", "PublishOut.Success", options.OutboundQuota);
        Rates(widgets, options, "Connects, a second", "Connect.Success", options.ConnectQuota);
        Counts(widgets, options, "Refused publishes", ["PublishIn", "PublishOut"]);
        Counts(widgets, options, "Refused connects and subscriptions", ["Connect", "Subscribe"]);
        Add(widgets, "Rules", options, [
            Metric("AWS/IoT", "RulesExecuted", [], "Sum"),
            Metric("AWS/IoT", "RuleMessageThrottled", [], "Sum")]);
        if (options.FunctionNames.Count > 0)
        {
            Add(widgets, "Lambda: invocations and errors", options, Functions(options, "Sum", "Invocations", "Errors", "Throttles"));
            Add(widgets, "Lambda: concurrent executions", options, Functions(options, "Maximum", "ConcurrentExecutions"),
                options.ConcurrencyQuota);
            Add(widgets, "Lambda: duration, ms", options,
                [.. Functions(options, "Average", "Duration"), .. Functions(options, "Maximum", "Duration")]);
            Add(widgets, "Lambda: asynchronous events", options, Functions(options, "Sum", "AsyncEventsReceived", "AsyncEventsDropped"));
            Add(widgets, "Lambda: age of asynchronous events, ms", options, Functions(options, "Maximum", "AsyncEventAge"));
        }

        return DashboardText.Of(new JsonObject { ["start"] = "-PT3H", ["periodOverride"] = "inherit", ["widgets"] = widgets });
    }

    // CloudWatch counts by the minute and the quotas are by the second: metric math divides.
    private static void Rates(JsonArray widgets, CloudWatchOptions options, string title, string metric, double quota)
    {
        var metrics = new List<JsonArray>();
        foreach (var (protocol, index) in Protocols.Select((protocol, index) => (protocol, index + 1)))
        {
            var id = Text($"m{index}");
            metrics.Add(Metric("AWS/IoT", metric, [("Protocol", protocol)], "Sum", ("id", id), ("visible", false)));
            metrics.Add([new JsonObject { ["expression"] = $"{id}/PERIOD({id})", ["label"] = protocol, ["id"] =
                Text($"e{index}") }]);
        }

        metrics.Add([new JsonObject { ["expression"] = "SUM([FILL(m1, 0), FILL(m2, 0)])/PERIOD(m1)", ["label"] = "together", ["id"] =
            "e3" }]);
        Add(widgets, title, options, metrics, quota);
    }

    private static void Counts(JsonArray widgets, CloudWatchOptions options, string title, string[] kinds) => Add(widgets, title, options,
        [.. kinds.SelectMany(kind => Faults.SelectMany(fault => Protocols.Where(protocol => protocol == "MQTT" || kind is "PublishIn")
            .Select(protocol =>
            Metric("AWS/IoT", $"{kind}.{fault}", [("Protocol", protocol)], "Sum"))))]);

    private static List<JsonArray> Functions(CloudWatchOptions options, string statistic, params string[] names) =>
        [.. names.SelectMany(name => options.FunctionNames.Select(function => Metric("AWS/Lambda", name, [("FunctionName", function)],
            statistic)))];

    private static JsonArray Metric(string space, string name, (string Name, string Value)[] dimensions, string statistic,
        params (string Name, JsonNode Value)[] more)
    {
        var rendering = new JsonObject { ["stat"] = statistic };
        foreach (var (key, value) in more)
        {
            rendering[key] = value;
        }

        return [space, name, .. dimensions.SelectMany(dimension => new JsonNode[] { dimension.Name, dimension.Value }), rendering];
    }

    private static void Add(JsonArray widgets, string title, CloudWatchOptions options, IReadOnlyList<JsonArray> metrics, double quota = 0)
    {
        var properties = new JsonObject
        {
            ["title"] = title,
            ["view"] = "timeSeries",
            ["stacked"] = false,
            ["region"] = options.Region,
            ["period"] = Minute,
            ["metrics"] = new JsonArray([.. metrics]),
            ["yAxis"] = new JsonObject { ["left"] = new JsonObject { ["min"] = 0, ["showUnits"] = false } },
        };
        if (quota > 0)
        {
            properties["annotations"] = new JsonObject
            {
                ["horizontal"] = new JsonArray(new JsonObject
                {
                    ["label"] = Text($"Quota {quota:#,0.##}"),
                    ["value"] = quota,
                    ["color"] = "#d62728",
                }),
            };
        }

        const int Width = 8;
        const int InRow = 24 / Width;
        widgets.Add(new JsonObject
        {
            ["type"] = "metric",
            ["x"] = widgets.Count % InRow * Width,
            ["y"] = widgets.Count / InRow * Height,
            ["width"] = Width,
            ["height"] = Height,
            ["properties"] = properties,
        });
    }
}

/// <summary>What a CloudWatch dashboard shows.</summary>
public sealed record CloudWatchOptions
{
    /// <summary>AWS region of the metrics.</summary>
    public required string Region { get; init; }

    /// <summary>Lambda functions to show; empty leaves Lambda out.</summary>
    public IReadOnlyList<string> FunctionNames { get; init; } = [];

    /// <summary>Quota of inbound publishes, requests a second.</summary>
    public double InboundQuota { get; init; }

    /// <summary>Quota of outbound publishes, requests a second.</summary>
    public double OutboundQuota { get; init; }

    /// <summary>Quota of connect requests, requests a second.</summary>
    public double ConnectQuota { get; init; }

    /// <summary>Quota of Lambda's concurrent executions.</summary>
    public double ConcurrencyQuota { get; init; }
}
