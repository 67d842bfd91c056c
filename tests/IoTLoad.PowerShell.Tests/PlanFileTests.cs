using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Plans as files, baselines, and searches, through the cmdlets.</summary>
public sealed class PlanFileTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly PrivateFolder _folder = new();

    public PlanFileTests()
    {
        _folder.Write("small.yaml", """
            name: small
            variables: { rate: 50 }
            devices: { count: 5 }
            traffic: { qoS: 0 }
            drainTime: 2s
            stages:
              - { duration: 1s, rate: "${rate}" }
            """);
        _session.Run("[void]$ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", _folder.FullPath));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_test_runs_from_a_file_with_variables_and_parameters_over_it()
    {
        var result = Run("Start-IoTLoadTest -Plan small.yaml -Variable @{ rate = 20 }").Single();
        var overridden = Run("Start-IoTLoadTest -Plan small.yaml -Rate 30 -QoS 1").Single();

        Assert.Equal(("small", 20L, 0), (result.Properties["Name"].Value, result.Properties["Intended"].Value, result.Properties["QoS"].Value));
        Assert.Equal((30L, 1, 5), (overridden.Properties["Intended"].Value, overridden.Properties["QoS"].Value,
            overridden.Properties["Devices"].Value));
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -Plan wrong.yaml", "UnknownPlanField", "wrong.yaml(1,12): 'devices' has no field 'cout'.")]
    [InlineData("Import-IoTLoadPlan wrong.yaml", "UnknownPlanField", "wrong.yaml(1,12): 'devices' has no field 'cout'.")]
    [InlineData("Start-IoTLoadTest -Plan absent.yaml", "PlanFileNotFound", "absent.yaml")]
    [InlineData("Start-IoTLoadTest -Plan zero.yaml", "InvalidClients", "zero.yaml(1,19): 'devices.count' cannot be 0.")]
    [InlineData("Start-IoTLoadTest -Plan small.yaml -Variable @{ rat = 5 }", "UnknownVariable", "no variable 'rat'")]
    [InlineData("Start-IoTLoadTest -Plan (Import-IoTLoadPlan small.yaml) -Variable @{ rate = 5 }", "VariablesNeedFile", "-Variable")]
    [InlineData("Start-IoTLoadTest -Plan ([datetime]::Now)", "NotAPlan", "System.DateTime holds no plan")]
    [InlineData("Start-IoTLoadTest -Plan small.yaml -Threshold 'ack.p99 < baseline' -QoS 1", "BaselineNeeded", "baseline")]
    [InlineData("Start-IoTLoadTest -Plan small.yaml -Baseline absent -Threshold 'received > baseline'", "BaselineNotFound", "absent")]
    [InlineData("Get-IoTLoadBaseline absent", "BaselineNotFound", "absent")]
    [InlineData("Get-IoTLoadBaseline absent-*; Get-IoTLoadBaseline b, absent-?, c -ErrorAction SilentlyContinue; Get-IoTLoadBaseline d",
        "BaselineNotFound", "'d'")]
    [InlineData("Export-IoTLoadPlan small.yaml -InputObject small.yaml", "FileExists", "-Force")]
    [InlineData("Find-IoTLoadLimit small.yaml -Minimum 5 -Maximum 1", "InvalidLimitBounds", "5 to 1")]
    public void An_error_has_its_ID_and_the_place(string script, string id, string says)
    {
        _folder.Write("wrong.yaml", "devices: { cout: 5 }");
        _folder.Write("zero.yaml", "devices: { count: 0 }\nstages: ['1s:5']");

        _session.Run(script);

        Assert.StartsWith(id + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(says, $"{_session.Error.Exception.Message} {_session.Error.ErrorDetails?.RecommendedAction}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_goes_to_a_file_and_back()
    {
        var texts = Run("""
            Import-IoTLoadPlan small.yaml | Export-IoTLoadPlan a.json | Out-Null
            Export-IoTLoadPlan b.yaml -InputObject a.json | Out-Null
            [IO.File]::ReadAllText("$folder/b.yaml")
            (Import-IoTLoadPlan b.yaml).PeakRate
            """);

        Assert.Equal(50.0, texts[^1].BaseObject);
        Assert.Equal(
            "name: small\ndrainTime: \"2s\"\n", $"{texts[0]}".Split("devices:")[0].Replace("\r", "", StringComparison.Ordinal)
                + $"{texts[0]}".Split('\n').First(line => line.StartsWith("drainTime", StringComparison.Ordinal)) + "\n");
    }

    [Fact]
    public void A_check_says_what_is_wrong_and_which_quota_breaks_first()
    {
        _folder.Write("wrong.yaml", "devices: { count: 5 }\ntraffic: { qoS: 7 }\nstages: ['1s:5']");
        _folder.Write("large.yaml", "devices: { count: 5000 }\nstages: [{ duration: 1s, rate: 40k }]");

        var reports = Run("'small.yaml', 'wrong.yaml', 'large.yaml' | Test-IoTLoadPlan");

        Assert.Equal([true, false, true], reports.Select(report => report.Properties["Valid"].Value));
        Assert.Equal("wrong.yaml(2,17): 'traffic.qoS' cannot be 7.", reports[1].Properties["Problem"].Value);
        Assert.StartsWith("Inbound publish requests per account, at 50 %", $"{reports[2].Properties["FirstQuota"].Value}", StringComparison.Ordinal);
        Assert.Equal(50L, reports[0].Properties["Messages"].Value);
    }

    [Fact]
    public void Each_example_plan_passes_the_check()
    {
        var reports = Run(
            "[IO.Directory]::GetFiles($plans, '*.yaml').Where({ $_ -notlike '*common.yaml' }) | Test-IoTLoadPlan",
            ("plans", Path.Combine(TestEnvironment.Repository, "examples", "plans")));

        Assert.Equal(9, reports.Count);
        Assert.All(reports, report => Assert.True((bool)report.Properties["Valid"].Value, $"{report.Properties["Problem"].Value}"));
    }

    [Fact]
    public void A_baseline_is_named_listed_compared_with_and_used_as_a_limit()
    {
        var rows = Run("""
            $before = Start-IoTLoadTest -Plan small.yaml
            Set-IoTLoadBaseline nightly-plan -Id $before.Id
            Get-IoTLoadBaseline nightly-*
            $after = Start-IoTLoadTest -Plan small.yaml -Baseline nightly-plan -Threshold 'published >= baseline'
            $after.Thresholds[0]
            $after | Compare-IoTLoadTest -Baseline nightly-plan
            Get-IoTLoadBaseline nightly-plan | Remove-IoTLoadBaseline
            if (Get-IoTLoadBaseline nightly-*) { throw 'It is still there.' }
            Get-IoTLoadTest $before.Id | Out-Null
            """);

        Assert.Equal(("nightly-plan", "nightly-plan"), (rows[0].Properties["Name"].Value, rows[1].Properties["Name"].Value));
        Assert.Equal("published >= 50 (baseline: nightly-plan)", rows[2].Properties["Expression"].Value);
        Assert.Equal(("publishedRate", "TooShort"), (rows[3].Properties["Metric"].Value, $"{rows[3].Properties["Verdict"].Value}"));
    }

    [Fact]
    public void A_search_returns_the_limit_and_every_step_as_a_stored_test()
    {
        var rows = Run("""
            $found = Find-IoTLoadLimit small.yaml -Minimum 100 -Maximum 200 -Threshold 'publishedRate < 150/s' -Precision 0.2 -Repeat 1 `
                -StepDuration 2s -SettleTime 1s
            $found
            $found.Steps.Count
            @($found.Steps | Get-IoTLoadTest).Count
            """);

        Assert.InRange(LanguagePrimitives.ConvertTo<double>(rows[0].Properties["Highest"].Value), 100, 150);
        Assert.True(LanguagePrimitives.ConvertTo<bool>(rows[0].Properties["Complete"].Value));
        Assert.Equal(rows[1].BaseObject, rows[2].BaseObject);
    }

    private IReadOnlyList<PSObject> Run(string script, params (string Name, object? Value)[] variables)
    {
        var output = _session.Run(script, variables);
        Assert.All(_session.Errors, error => Assert.StartsWith("ThresholdFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        return output;
    }
}
