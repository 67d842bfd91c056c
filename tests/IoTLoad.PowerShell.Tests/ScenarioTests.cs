using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Plans with scenarios, through the cmdlets.</summary>
public sealed class ScenarioTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly PrivateFolder _folder = new();

    public ScenarioTests()
    {
        _folder.Write("fleet.yaml", """
            name: fleet
            drainTime: 5s
            devices: { count: 4 }
            traffic: { topic: "fleet/{{scenario}}/{{device}}" }
            thresholds: lost == 0
            scenarios:
              telemetry: { stages: [{ duration: 2s, rate: 20 }], thresholds: ack.p99 < 5s }
              updates:
                startAfter: telemetry
                traffic: { pattern: Downlink, qoS: 0 }
                stages: [{ duration: 1s, rate: 10 }]
            """);
        _session.Run("[void]$ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", _folder.FullPath));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_result_has_a_row_for_each_scenario_and_metrics_and_reports_carry_its_name()
    {
        var rows = Run("""
            $result = Start-IoTLoadTest -Plan fleet.yaml -Scenario telemetry -Rate 40 -Seed 5
            $result
            $result.Scenarios
            $result | Export-IoTLoadReport -Path report.html | Out-Null
            $result | Export-IoTLoadReport -Path report.md | Out-Null
            $result | Export-IoTLoadReport -Path report.xml | Out-Null
            $result | Export-IoTLoadReport -Path report.json | Out-Null
            """);

        Assert.Equal(["fleet", "telemetry", "updates"], rows.Select(row => row.Text("Name")));
        Assert.Equal([90, 80, 10], rows.Select(row => row.Count("Published")));
        Assert.Equal(["RoundTrip, Downlink", "RoundTrip", "Downlink"], rows.Select(row => row.Text("Pattern")));
        Assert.Equal([null, 1, 0], rows.Select(row => row.Get("QoS")));
        Assert.All(rows, row => Assert.Equal(true, row.Get("Passed")));
        Assert.All(rows, row => Assert.NotNull(row.Get("ConnectP99")));

        var points = Run("$result | Get-IoTLoadMetrics -Name Published | Where-Object Value -gt 0");
        Assert.Equal(["telemetry", "updates"], points.Select(point => point.Text("Scenario")).Distinct());
        Assert.Equal(80, points.Where(point => point.Text("Scenario") == "telemetry").Sum(point => (double)point.Get("Value")!));
        Assert.Equal(["telemetry", "updates"], Run("$result | Get-IoTLoadMetrics -Wide").Select(row => row.Text("Scenario")).Distinct());

        Assert.Contains("\"Scenarios\"", Read("report.html"), StringComparison.Ordinal);
        Assert.Contains("\"telemetry\"", Read("report.html"), StringComparison.Ordinal);
        Assert.Contains("| telemetry | 0 s | 4 | 80 |", Read("report.md"), StringComparison.Ordinal);
        Assert.Contains("name=\"telemetry:ack.p99 &lt; 5s\"", Read("report.xml"), StringComparison.Ordinal);
        Assert.Contains("the scenario updates ran to its end", Read("report.xml"), StringComparison.Ordinal);
        Assert.Contains("\"scenarios\"", Read("report.json"), StringComparison.Ordinal);
        Assert.Contains(Run("$result.ToLines()"), line => $"{line}".StartsWith("    telemetry", StringComparison.Ordinal));
        Assert.Equal(
            ["lost == 0", "telemetry:ack.p99 < 5s"], Run("$result.Thresholds").Select(threshold => threshold.Text("Expression")));
    }

    [Fact]
    public void The_plan_of_a_stored_test_runs_again_and_goes_to_a_file_and_back()
    {
        var rows = Run("""
            $first = Start-IoTLoadTest -Plan fleet.yaml
            $again = Get-IoTLoadTest $first.Id | Start-IoTLoadTest
            $again.Scenarios.Published
            $again | Export-IoTLoadPlan again.yaml | Out-Null
            (Import-IoTLoadPlan again.yaml).Scenarios.Name
            (Test-IoTLoadPlan again.yaml).Valid
            (Test-IoTLoadPlan again.yaml).Duration.TotalSeconds
            """);

        Assert.Equal(["40", "10", "telemetry", "updates", "True", "3"], rows.Select(row => $"{row}"));
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Rate 5", "ScenarioNeeded", "-Scenario telemetry")]
    [InlineData("Import-IoTLoadPlan fleet.yaml | Start-IoTLoadTest -Clients 5", "ScenarioNeeded", "-Clients does not say")]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Scenario telemetri -Rate 5", "UnknownScenario", "Did you mean 'telemetry'?")]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Scenario telemetry", "NoEffect", "-Scenario has no effect")]
    [InlineData("Start-IoTLoadTest -Scenario telemetry -Rate 5", "UnknownScenario", "has no scenario")]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Scenario * -Clients 0", "InvalidClients", "'telemetry': -Clients cannot be 0")]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Threshold 'telemtry:ack.p99 < 1s'", "UnknownScenario", "Did you mean 'telemetry'?")]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Threshold 'updates:ack.p99 < 1s'", "ThresholdNotMeasured", "Scenario 'updates'")]
    [InlineData("Start-IoTLoadTest -Plan fleet.yaml -Scenario telemetry -Publishers 2", "NoEffect", "Scenario 'telemetry': -Publishers")]
    [InlineData("Start-IoTLoadTest -Plan wrong.yaml", "InvalidClients", "wrong.yaml(2,26): Scenario 'a': 'devices.count' cannot be 0.")]
    [InlineData("Find-IoTLoadLimit fleet.yaml -Minimum 5 -Maximum 10", "ScenariosNotSearched", "2 scenarios")]
    [InlineData("Start-IoTLoadTest -Plan stages.yaml -Rate 5", "StageAmbiguous", "-Stage '10s:1000'")]
    public void What_does_not_say_whose_it_is_or_is_wrong_is_refused_before_the_start(string script, string id, string says)
    {
        _folder.Write("wrong.yaml", "scenarios:\n  a: { devices: { count: 0 }, stages: '1s:5' }");
        _folder.Write("stages.yaml", "stages: ['1s:5', '1s:10', '1s:0']");

        _session.Run(script);

        Assert.StartsWith(id + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            says, $"{_session.Error.Exception.Message} {_session.Error.ErrorDetails?.RecommendedAction}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_compares_each_scenario_and_all_together_with_the_quotas()
    {
        _folder.Write("large.yaml", """
            devices: { count: 1000, connectRate: 100 }
            stages: [{ duration: 5s, rate: 15k }]
            scenarios: { one: ~, two: { session: { keepAlive: 5s } } }
            """);

        var report = Run("Test-IoTLoadPlan large.yaml").Single();
        var findings = Run("(Test-IoTLoadPlan large.yaml).Quotas");

        Assert.Equal((true, 2000, 30_000.0), (report.Get("Valid"), report.Get("Devices"), report.Get("PeakRate")));
        Assert.Contains(findings, finding => finding.Get("Scenario") is null && Equals(finding.Get("Planned"), 30_000.0));
        Assert.Contains(findings, finding => finding.Text("Scenario") == "two" && Equals(finding.Get("Planned"), 5.0));
        Assert.Contains(findings, finding => finding.Text("Message").StartsWith("Scenario 'two': ", StringComparison.Ordinal));
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder.FullPath, name));

    private IReadOnlyList<PSObject> Run(string script, params (string Name, object? Value)[] variables)
    {
        var output = _session.Run(script, variables);
        Assert.All(_session.Errors, error => Assert.Fail($"{error.FullyQualifiedErrorId}: {error}"));
        return output;
    }
}
