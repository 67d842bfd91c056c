using System.Management.Automation;
using System.Text.Json.Nodes;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

public sealed class DashboardTests
{
    [Theory]
    [InlineData("Export-IoTLoadDashboard Grafana", "dashboards/grafana-influxql.json")]
    [InlineData("Export-IoTLoadDashboard -Type Grafana -DataSourceLanguage Flux", "dashboards/grafana-flux.json")]
    [InlineData("Export-IoTLoadDashboard -Type CloudWatch -Region eu-west-1 -FunctionName iotload-publisher", "dashboards/cloudwatch.json")]
    public void A_dashboard_is_text_or_a_file(string script, string expected)
    {
        using var session = new ModuleSession();
        using var folder = new PrivateFolder();
        var dashboard = File.ReadAllText(Path.Combine(TestEnvironment.Repository, expected));

        Assert.Equal(dashboard, session.One(script).ToString());
        Assert.Empty(session.Run(script + " -Path $file -WhatIf", ("file", folder["d.json"])));
        Assert.False(File.Exists(folder["d.json"]));
        Assert.Equal(folder["d.json"], session.One(script + " -Path $file", ("file", folder["d.json"])).Text("FullName"));
        Assert.Equal(dashboard, File.ReadAllText(folder["d.json"]));
    }

    [Fact]
    public async Task A_dashboard_is_put_into_CloudWatch_with_the_quotas_that_were_given()
    {
        await using var aws = await AwsSession.StartAsync();

        Assert.Empty(aws.Good("Export-IoTLoadDashboard -Type CloudWatch -Publish -WhatIf"));
        var published = Assert.Single(
            aws.Good("Export-IoTLoadDashboard -Type CloudWatch -FunctionName f -PublishQuota 70000 -Publish -Name load-test"));

        Assert.Equal(("load-test", "eu-west-1"), (published.Text("Name"), published.Text("Region")));
        Assert.EndsWith("#dashboards/dashboard/load-test", published.Text("Url"), StringComparison.Ordinal);
        var stored = JsonNode.Parse(await AwsCli.RunAsync(aws.Url, "cloudwatch", "get-dashboard", "--dashboard-name", "load-test"))!;
        var body = JsonNode.Parse(stored["DashboardBody"]!.GetValue<string>())!;
        Assert.Equal(70_000, body["widgets"]![0]!["properties"]!["annotations"]!["horizontal"]![0]!["value"]!.GetValue<double>());
        Assert.Contains("\"FunctionName\",\"f\"", body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(AwsSession.SecretKey, aws.Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Export-IoTLoadDashboard Grafana -Publish", "DashboardHasNoSuchParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Export-IoTLoadDashboard CloudWatch -Bucket b", "DashboardHasNoSuchParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Export-IoTLoadDashboard CloudWatch -Region eu-west-1 -Publish -Name 'a b' -AccessKey a -SecretKey b",
        "DashboardNameInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("Export-IoTLoadDashboard Grafana -Path /no/such/folder/d.json", "DashboardNotWritten", ErrorCategory.ResourceUnavailable)]
    public void Invalid_parameters_are_refused(string script, string errorId, ErrorCategory category)
    {
        using var none = new NoAws();
        using var session = new ModuleSession();

        Assert.Empty(session.Run(script));

        Assert.StartsWith(errorId + ",IoTLoad.PowerShell.Commands.ExportIoTLoadDashboardCommand", session.Error.FullyQualifiedErrorId,
            StringComparison.Ordinal);
        Assert.Equal(category, session.Error.CategoryInfo.Category);
        Assert.NotEmpty(session.Error.ErrorDetails.RecommendedAction);
    }
}
