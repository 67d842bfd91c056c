using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IoTLoad.Peers;
using IoTLoad.Reports.Dashboards;

namespace IoTLoad.Reports.Tests.Dashboards;

/// <summary>
/// The form of the dashboards, checked with the types that Grafana publishes. That the Flux is valid, types and all, was seen by
/// InfluxData's own analyser (flux-lsp 0.8.40).
/// </summary>
public sealed class GrafanaDashboardTests
{
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
    public async Task Grafanas_own_types_accept_it(GrafanaLanguage language) =>
        Assert.Equal("", await TypeErrorsAsync($"{language}", GrafanaDashboard.Build(new GrafanaOptions { Language = language })));

    [Theory]
    [InlineData("\"graphTooltip\": 1", "\"graphTooltp\": 1", "graphTooltp")]
    [InlineData("\"placement\": \"bottom\"", "\"placement\": \"botom\"", "LegendPlacement")]
    [InlineData("\"schemaVersion\": 39,", "", "schemaVersion")]
    public async Task Grafanas_own_types_refuse_what_they_do_not_know(string right, string wrong, string named)
    {
        var dashboard = GrafanaDashboard.Build(new GrafanaOptions());

        var errors = await TypeErrorsAsync(named, dashboard.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(named, errors, StringComparison.Ordinal);
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

    /// <summary>What TypeScript says of a dashboard whose types are those that Grafana publishes (npm's @grafana/schema).</summary>
    private static async Task<string> TypeErrorsAsync(string name, string json)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "clients", "grafana");
        var code = new StringBuilder("import type { Custom, Options, Whole } from \"./types\";\n")
            .Append("export const dashboard: Whole = ").Append(json).Append(";\n");
        foreach (var panel in JsonNode.Parse(json)!["panels"]!.AsArray().Where(panel => panel!["options"] is not null))
        {
            // Grafana's type of a panel leaves open what is in these two.
            var (id, type) = (panel!["id"], panel["type"]!.ToJsonString());
            code.Append(CultureInfo.InvariantCulture, $"export const options{id}: Options[{type}] = {panel["options"]!.ToJsonString()};\n")
                .Append(CultureInfo.InvariantCulture,
                    $"export const custom{id}: Custom[{type}] = {panel["fieldConfig"]!["defaults"]!["custom"]!.ToJsonString()};\n");
        }

        var file = Path.Combine(folder, name + ".ts");
        await File.WriteAllTextAsync(file, code.ToString(), TestContext.Current.CancellationToken);
        var package = await NodePackage.InstallAsync(folder);
        using var compiler = package.Run("node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "esnext",
            "--moduleResolution", "bundler", file);
        var errors = compiler.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await compiler.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return said + await errors;
    }
}
