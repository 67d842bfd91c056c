using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Thresholds on CloudWatch's metrics and reconciliation, against a sandbox.</summary>
public sealed class CloudWatchGateTests : IDisposable
{
    private const string Test = "Start-IoTLoadTest AwsIoTCore @aws -CaFile $ca -Clients 5 -Rate 50 -Duration 2s -CloudWatchDelay 0s ";
    private readonly NoAws _environment = new();
    private readonly ModuleSession _module = new();

    public void Dispose()
    {
        _module.Run("Stop-IoTLoadSandbox *");
        _module.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public void CloudWatchs_metrics_decide_and_the_counts_agree()
    {
        Sandbox();

        var result = _module.One(Test + "-Reconcile -Threshold 'cloudwatch.PublishIn.Success == 100', 'cloudwatch.PublishIn.Throttle == 0', "
            + "'failed == 0', 'cloudwatch.Connect.Success < 1 warn'");

        Assert.True((bool)result.Get("Passed")!);
        Assert.Equal(
            ["cloudwatch.PublishIn.Success == 100 True", "cloudwatch.PublishIn.Throttle == 0 True", "failed == 0 True",
                "cloudwatch.Connect.Success < 1 warn False", "reconcile PublishIn.Success True", "reconcile PublishOut.Success True",
                "reconcile Connect.Success True"],
            Rows(result, "Thresholds").Select(row => $"{row.Text("Expression")} {row.Text("Passed")}"));
        var sums = Rows(result, "Reconciliation").Where(row => row.Get("Minute") is null).ToList();
        Assert.Equal(["PublishIn.Success 100 100 0", "PublishOut.Success 100 100 0", "Connect.Success 5 5 0"],
            sums.Select(row => $"{row.Text("Counter")} {row.Get("Own")} {row.Get("Platform")} {row.Get("Difference")}"));

        // The run store has the same.
        var stored = _module.One("Get-IoTLoadTest $id -Result", ("id", result.Text("Id")));
        Assert.True((bool)stored.Get("Passed")!);
        Assert.Equal(Rows(result, "Reconciliation").Count, Rows(stored, "Reconciliation").Count);
    }

    [Fact]
    public async Task Executions_of_the_rules_that_messages_trigger_agree_whichever_scenario_they_are_of()
    {
        var sandbox = Sandbox();
        foreach (var (rule, filter) in new[] { ("store", "fleet/#"), ("ingest", "nothing") })
        {
            await AwsCli.RunAsync(
                new Uri(sandbox.Text("EndpointUrl")), sandbox.Text("AccessKey"), sandbox.Text("SecretKey"),
                ["iot", "create-topic-rule", "--rule-name", rule, "--topic-rule-payload",
                    $"{{\"sql\":\"SELECT * FROM '{filter}'\",\"actions\":[]}}"]);
        }

        using var folder = new PrivateFolder();
        File.WriteAllText(folder["fleet.yaml"], """
            devices: { count: 2 }
            scenarios:
              sensors: { traffic: { pattern: PublishOnly, qoS: 0, topic: "fleet/{{device}}" }, stages: 2s:20 }
              meters: { traffic: { topic: "fleet/{{device}}" }, stages: [{ duration: 2s, rate: 30 }] }
              direct: { traffic: { pattern: PublishOnly, topic: "$aws/rules/ingest/{{device}}" }, stages: [{ duration: 2s, rate: 10 }] }
            """);

        var result = _module.One(
            "Start-IoTLoadTest AwsIoTCore -Plan $plan @aws -CaFile $ca -CloudWatchDelay 0s -Reconcile -ReconcileRule store",
            ("plan", folder["fleet.yaml"]));

        Assert.Equal(
            ["PublishIn.Success 100 100", "PublishOut.Success 60 60", "Connect.Success 6 6", "RulesExecuted 100 100"],
            Rows(result, "Reconciliation").Where(row => row.Get("Minute") is null)
                .Select(row => $"{row.Text("Counter")} {row.Get("Own")} {row.Get("Platform")}"));
    }

    [Fact]
    public void Other_traffic_makes_the_counts_differ_and_fails_the_test()
    {
        Sandbox();

        var output = _module.Run(
            "$other = Start-IoTLoadTest AwsIoTCore @aws -CaFile $ca -Clients 2 -Rate 50 -Duration 30s -AsJob\n"
            + "while ((Get-IoTLoadMetrics $other.Name -Name Published).Count -eq 0) { [Threading.Thread]::Sleep(200) }\n"
            + Test + "-Reconcile\n" + "$other | Stop-Job");

        Assert.StartsWith("ThresholdFailed,", _module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("reconcile PublishIn.Success", _module.Error.ToString(), StringComparison.Ordinal);
        var result = Assert.Single(output);
        Assert.False((bool)result.Get("Passed")!);
        Assert.True((double)Rows(result, "Reconciliation").First(row => row.Text("Counter") == "PublishIn.Success").Get("Difference")! > 0);
    }

    [Fact]
    public void A_threshold_that_CloudWatch_breaks_or_knows_nothing_of_fails_with_a_reason()
    {
        Sandbox();

        var result = Assert.Single(_module.Run(Test + "-Threshold 'cloudwatch.PublishIn.Success > 1000', 'cloudwatch.RulesExecuted > 0'"));

        Assert.StartsWith("ThresholdFailed,", _module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal([100.0, null], Rows(result, "Thresholds").Select(row => row.Get("Actual")));
        Assert.Contains("CloudWatch has no points of RulesExecuted", _module.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Threshold 'cloudwatch.PublishIn.Throttle == 0'", "CloudWatchNeedsAwsIoTCore")]
    [InlineData("-Reconcile", "CloudWatchNeedsAwsIoTCore")]
    [InlineData("-CloudWatchDelay 1m", "NoEffect")]
    [InlineData("-ReconcileRule store", "NoEffect")]
    [InlineData("-Threshold 'cloudwatch.PublishIn.Throtle == 0'", "MalformedThreshold")]
    public void Without_AWS_IoT_Core_it_is_refused_before_the_start(string arguments, string errorId)
    {
        Assert.Empty(_module.Run($"Start-IoTLoadTest -Clients 1 -Rate 1 -Duration 1s {arguments}"));

        Assert.StartsWith(errorId + ",", _module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, _module.Error.CategoryInfo.Category);
        Assert.NotEmpty(_module.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_search_cannot_go_by_CloudWatch()
    {
        using var folder = new PrivateFolder();
        File.WriteAllText(folder["plan.yaml"], "devices: { count: 1 }\nstages: [{ duration: 1s, rate: 1 }]\n");

        Assert.Empty(_module.Run(
            "Find-IoTLoadLimit $plan -Minimum 1 -Maximum 2 -Threshold 'cloudwatch.PublishIn.Throttle == 0'", ("plan", folder["plan.yaml"])));

        Assert.StartsWith("CloudWatchIsTooLate,", _module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private PSObject Sandbox() => _module.One(
        """
        $sandbox = Start-IoTLoadSandbox -Region eu-west-1
        $ca = $sandbox.CaFile
        $aws = @{ EndpointUrl = $sandbox.EndpointUrl; Region = $sandbox.Region; AccessKey = $sandbox.AccessKey; SecretKey = $sandbox.SecretKey }
        $sandbox
        """);

    private static List<PSObject> Rows(PSObject result, string name) => [.. ((IEnumerable<object>)result.Get(name)!).Select(PSObject.AsPSObject)];
}
