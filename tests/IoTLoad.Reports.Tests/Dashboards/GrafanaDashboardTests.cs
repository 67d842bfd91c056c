using System.Text.Json.Nodes;
using IoTLoad.Reports.Dashboards;

namespace IoTLoad.Reports.Tests.Dashboards;

/// <summary>
/// The form of the dashboards. What Grafana's own JSON schema says of it (that of its foundation SDK, which is made from Grafana's
/// kinds and panel schemas; as of June 2026, of which both dashboards are valid instances) is in the rules below; the schema itself
/// is not ours to keep here. That the Flux is valid, types and all, was seen by InfluxData's own analyser (flux-lsp 0.8.40).
/// </summary>
public sealed class GrafanaDashboardTests
{
    private static readonly string[] VariableTypes = ["datasource", "query", "custom"];
    private static readonly string[] Place = ["x", "y", "w", "h"];

    public static TheoryData<GrafanaLanguage> Languages => [.. Enum.GetValues<GrafanaLanguage>()];

    [Theory]
    [InlineData(GrafanaLanguage.InfluxQl, "dashboards/grafana-influxql.json")]
    [InlineData(GrafanaLanguage.Flux, "dashboards/grafana-flux.json")]
    public void The_dashboards_of_the_repository_are_those_that_are_made(GrafanaLanguage language, string file)
    {
        Assert.Equal(Repository.Read(file), GrafanaDashboard.Build(new GrafanaOptions { Language = language }));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void All_that_Grafanas_schema_demands_is_there_and_nothing_that_it_does_not_know(GrafanaLanguage language)
    {
        var dashboard = JsonNode.Parse(GrafanaDashboard.Build(new GrafanaOptions { Language = language }))!.AsObject();

        AssertKeys(dashboard, ["schemaVersion", "templating", "annotations", "title", "panels", "time"],
            ["description", "tags", "editable", "graphTooltip", "timezone", "refresh"]);
        AssertKeys(dashboard["annotations"]!.AsObject(), ["list"], []);
        foreach (var variable in dashboard["templating"]!["list"]!.AsArray().Select(each => each!.AsObject()))
        {
            AssertKeys(variable, ["type", "name"],
                ["label", "query", "datasource", "refresh", "sort", "multi", "includeAll", "allValue", "current", "options"]);
            Assert.Contains(variable["type"]!.GetValue<string>(), VariableTypes);
        }

        var panels = dashboard["panels"]!.AsArray().Select(each => each!.AsObject()).ToList();
        foreach (var panel in panels.Where(panel => panel["type"]!.GetValue<string>() == "row"))
        {
            AssertKeys(panel, ["type", "collapsed", "id", "panels"], ["title", "gridPos"]);
        }

        foreach (var panel in panels.Where(panel => panel["type"]!.GetValue<string>() != "row"))
        {
            AssertKeys(panel, ["type", "id", "title", "description", "datasource", "gridPos", "interval", "targets", "fieldConfig",
                "options"], ["transformations"]);
            AssertKeys(panel["fieldConfig"]!.AsObject(), ["defaults", "overrides"], []);
            AssertKeys(panel["fieldConfig"]!["defaults"]!.AsObject(), ["custom"], ["unit", "min", "displayName"]);
            var options = panel["options"]!.AsObject();
            _ = panel["type"]!.GetValue<string>() switch
            {
                "timeseries" => AssertKeys(options, ["legend", "tooltip"], []),
                "heatmap" => AssertKeys(options, ["color", "showValue", "yAxis", "legend", "tooltip", "exemplars"],
                    ["calculate", "rowsFrame", "filterValues", "cellGap"]),
                "barchart" => AssertKeys(
                    options,
                    ["orientation", "xTickLabelRotation", "xTickLabelMaxLength", "stacking", "showValue", "barWidth", "groupWidth",
                        "legend", "tooltip", "fullHighlight"],
                    ["xField"]),
                var other => throw new InvalidOperationException(other),
            };
            foreach (var transformation in panel["transformations"]?.AsArray() ?? [])
            {
                AssertKeys(transformation!.AsObject(), ["id", "options"], []);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Panels_have_numbers_of_their_own_and_lie_side_by_side(GrafanaLanguage language)
    {
        var panels = JsonNode.Parse(GrafanaDashboard.Build(new GrafanaOptions { Language = language }))!["panels"]!.AsArray();

        Assert.Equal(panels.Count, panels.Select(panel => panel!["id"]!.GetValue<int>()).Distinct().Count());
        var taken = new HashSet<(int X, int Y)>();
        foreach (var panel in panels)
        {
            int[] at = [.. Place.Select(key => panel!["gridPos"]![key]!.GetValue<int>())];
            Assert.InRange(at[0] + at[2], 1, 24);
            for (var cell = 0; cell < at[2] * at[3]; cell++)
            {
                Assert.True(taken.Add((at[0] + (cell % at[2]), at[1] + (cell / at[2]))), $"{panel!["title"]} lies on another panel");
            }

            var targets = panel!["targets"]?.AsArray() ?? [];
            Assert.Equal(targets.Count, targets.Select(target => target!["refId"]!.GetValue<string>()).Distinct().Count());
            Assert.All(targets, target => Assert.Equal("${datasource}", target!["datasource"]!["uid"]!.GetValue<string>()));
        }
    }

    [Fact]
    public void Names_that_were_given_are_values_and_change_no_query()
    {
        const string Nasty = "b\") |> drop() // ' $x ${y} \"";

        var plain = JsonNode.Parse(GrafanaDashboard.Build(new GrafanaOptions { Language = GrafanaLanguage.Flux }))!;
        var nasty = JsonNode.Parse(GrafanaDashboard.Build(new GrafanaOptions
        {
            Language = GrafanaLanguage.Flux,
            Title = Nasty,
            Bucket =
            Nasty,
            DataSource = Nasty
        }))!;

        Assert.Equal(Nasty, nasty["title"]!.GetValue<string>());
        Assert.Equal([Nasty, Nasty], nasty["templating"]!["list"]!.AsArray().Take(2)
            .Select(variable => variable!["current"]!["value"]!.GetValue<string>()));
        Assert.True(JsonNode.DeepEquals(plain["panels"], nasty["panels"]));
    }

    private static bool AssertKeys(JsonObject json, string[] required, string[] allowed)
    {
        var keys = json.Select(pair => pair.Key).ToList();
        Assert.Empty(required.Except(keys));
        Assert.Empty(keys.Except(required).Except(allowed));
        return true;
    }
}
