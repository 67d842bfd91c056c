using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Which quota a plan breaks first: the account's, as a sandbox tells them, or AWS's defaults.</summary>
public sealed class PlanQuotaTests : IDisposable
{
    private readonly NoAws _environment = new();
    private readonly ModuleSession _module = new();
    private readonly PrivateFolder _folder = new();

    public PlanQuotaTests() =>
        File.WriteAllText(_folder["plan.yaml"], "devices: { count: 20, connectRate: 10 }\nstages: [{ duration: 10s, rate: 1000 }]\n");

    public void Dispose()
    {
        _module.Run("Stop-IoTLoadSandbox *");
        _module.Dispose();
        _environment.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_accounts_own_values_decide()
    {
        var sandbox = _module.One(
            "Start-IoTLoadSandbox -Region us-east-1 -Limit @{ InboundPublishesPerSecond = 400; ConnectsPerSecond = 40 }");

        var report = _module.One(
            "Test-IoTLoadPlan $plan -EndpointUrl $sandbox.EndpointUrl -Region us-east-1 -AccessKey $sandbox.AccessKey "
                + "-SecretKey $sandbox.SecretKey",
            ("plan", _folder["plan.yaml"]), ("sandbox", sandbox));

        Assert.Equal("the account's values", report.Text("QuotaSource"));
        Assert.Equal(
            "Inbound publish requests per account, at 40 % of this plan's load: 400 requests/s (the account's value)",
            report.Text("FirstQuota"));
        var uses = ((IEnumerable<object>)report.Get("QuotaUses")!).Select(use => $"{use}".Split(" of this")[0]).ToList();
        Assert.Equal(
            [
                "Inbound publish requests per account, at 40 %", "Publish requests per connection, at 200 %",
                "Connect requests per account, at 400 %", "Outbound publish requests per account, at 2000 %",
                "Throughput per connection, at", "Concurrent client connections, at 2500000 %",
            ],
            uses.Select(use => use.StartsWith("Throughput", StringComparison.Ordinal) ? "Throughput per connection, at" : use));
        Assert.StartsWith("Inbound publish requests per account: the account's limit is 400 requests/s, the plan comes to 1,000.",
            $"{((IEnumerable<object>)report.Get("Quotas")!).First()}", StringComparison.Ordinal);
        Assert.True((double)report.Get("EstimatedCost")! > 0);

        // AWS's own client reads the same.
        string[] list =
        [
            "service-quotas", "list-service-quotas", "--service-code", "iotcore", "--page-size", "3", "--query",
            "Quotas[?QuotaCode=='L-4B33E451'].[QuotaName,Value]", "--output", "text", "--region", "us-east-1",
        ];
        var values = await AwsCli.RunAsync(
            new Uri(sandbox.Text("EndpointUrl")), sandbox.Text("AccessKey"), sandbox.Text("SecretKey"), list);
        Assert.Equal("Inbound publish requests per second per account\t400", values.Trim());
    }

    [Fact]
    public void Without_an_account_and_without_rights_the_defaults_hold_and_say_so()
    {
        using var denied = new AnswerServer((_, _) => (400,
            """{"__type":"AccessDeniedException","message":"User is not authorized to perform: servicequotas:ListServiceQuotas"}"""));

        var reports = _module.Run(
            "Test-IoTLoadPlan $plan; Test-IoTLoadPlan $plan -EndpointUrl $url -Region eu-west-1 -AccessKey AKIDEXAMPLE -SecretKey secret",
            ("plan", _folder["plan.yaml"]), ("url", denied.Url));

        Assert.Empty(_module.Errors.Select(error => error.ToString()));
        Assert.Equal("AWS's defaults", reports[0].Text("QuotaSource"));
        Assert.Contains("servicequotas:ListServiceQuotas", reports[1].Text("QuotaSource"), StringComparison.Ordinal);
        Assert.All(reports, report => Assert.Equal(
            "Publish requests per connection, at 200 % of this plan's load: 100 requests/s (AWS's default)", report.Text("FirstQuota")));
        Assert.Equal([null, 0.0], reports.Select(report => report.Get("EstimatedCost") is double cost ? Math.Floor(cost) : (double?)null));
    }
}
