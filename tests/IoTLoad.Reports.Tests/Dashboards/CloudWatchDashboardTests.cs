using System.Text.Json.Nodes;
using IoTLoad.Reports.Dashboards;

namespace IoTLoad.Reports.Tests.Dashboards;

/// <summary>The form of CloudWatch's dashboard body.</summary>
public sealed class CloudWatchDashboardTests
{
    private static readonly CloudWatchOptions Options = new()
    {
        Region = "eu-west-1",
        FunctionNames = ["iotload-publisher"],
        InboundQuota = 20_000,
        OutboundQuota = 20_000,
        ConnectQuota = 500,
        ConcurrencyQuota = 1000,
    };

    [Fact]
    public void The_dashboard_of_the_repository_is_the_one_that_is_made()
    {
        Assert.Equal(Repository.Read("dashboards/cloudwatch.json"), CloudWatchDashboard.Build(Options));
    }

    [Fact]
    public void Rates_stand_against_their_quotas_in_the_same_unit()
    {
        var widgets = Widgets(Options);

        Assert.Equal(
            [("Publishes in, a second", 20_000.0), ("Publishes out, a second", 20_000), ("Connects, a second", 500),
                ("Lambda: concurrent executions", 1000)],
            widgets.Where(widget => widget["properties"]!["annotations"] is not null).Select(widget => (
                widget["properties"]!["title"]!.GetValue<string>(),
                widget["properties"]!["annotations"]!["horizontal"]![0]!["value"]!.GetValue<double>())));
        var metrics = widgets[0]["properties"]!["metrics"]!.AsArray();
        Assert.Contains(metrics, metric => metric!.ToJsonString() == """["AWS/IoT","PublishIn.Success","Protocol","MQTT",{"stat":"Sum","id":"m1","visible":false}]""");
        Assert.Contains(metrics, metric => metric!.ToJsonString() == """[{"expression":"m1/PERIOD(m1)","label":"MQTT","id":"e1"}]""");
    }

    [Fact]
    public void Widgets_lie_side_by_side_and_all_are_of_the_region_and_the_functions()
    {
        var widgets = Widgets(Options with { FunctionNames = ["a", "b"] });

        Assert.Equal(widgets.Count, widgets.Select(widget => (widget["x"]!.GetValue<int>(), widget["y"]!.GetValue<int>())).Distinct()
            .Count());
        Assert.All(widgets, widget =>
        {
            Assert.InRange(widget["x"]!.GetValue<int>() + widget["width"]!.GetValue<int>(), 1, 24);
            Assert.Equal(("metric", "eu-west-1"),
                (widget["type"]!.GetValue<string>(), widget["properties"]!["region"]!.GetValue<string>()));
            var metrics = widget["properties"]!["metrics"]!.AsArray();
            var ids = metrics.Select(metric => metric!.AsArray()[^1]!["id"]?.GetValue<string>()).OfType<string>().ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            Assert.All(metrics.Where(metric => metric![0] is JsonValue space && space.GetValue<string>() == "AWS/Lambda"),
                metric => Assert.Contains(metric![3]!.GetValue<string>(), "ab", StringComparison.Ordinal));
        });
        Assert.DoesNotContain("AWS/Lambda", CloudWatchDashboard.Build(Options with { FunctionNames = [] }), StringComparison.Ordinal);
    }

    private static List<JsonNode> Widgets(CloudWatchOptions options) =>
        [.. JsonNode.Parse(CloudWatchDashboard.Build(options))!["widgets"]!.AsArray().Select(widget => widget!)];
}
