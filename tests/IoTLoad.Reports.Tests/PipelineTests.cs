using IoTLoad.Engine.Thresholds;
using IoTLoad.Peers;
using IoTLoad.Reports.Pipelines;

namespace IoTLoad.Reports.Tests;

/// <summary>What CI services are told.</summary>
public sealed class PipelineTests(RealTest real) : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", "GitHub Actions")]
    [InlineData("TF_BUILD", "True", "Azure DevOps")]
    [InlineData("CI", "true", null)]
    public void A_service_is_found_by_what_it_sets(string name, string value, string? service) =>
        Assert.Equal(service, PipelineService.Find(asked => asked == name ? value : null)?.Name);

    [Fact]
    public void GitHub_gets_a_summary_annotations_and_outputs()
    {
        var lines = Tell("GITHUB_ACTIONS", real.Result);

        Assert.Contains(lines, line => line.StartsWith("::error title=IoTLoad report::ack.p99 < 1us was ", StringComparison.Ordinal));
        Assert.Contains("Failed: report", File.ReadAllText(_folder["summary"]), StringComparison.Ordinal);
        Assert.Matches($"(?s)id<<(iotload_[0-9a-f]+)\n{real.Result.Id}\n\\1\npassed<<(iotload_[0-9a-f]+)\nfalse\n\\2\n",
            File.ReadAllText(_folder["output"]));
    }

    [Fact]
    public void Azure_gets_a_summary_issues_test_results_and_variables()
    {
        var lines = Tell("TF_BUILD", real.Result);

        Assert.Contains(lines, line => line.StartsWith("##vso[task.logissue type=error]ack.p99 < 1us was ", StringComparison.Ordinal));
        Assert.Contains($"##vso[task.uploadsummary]{_folder["t.md"]}", lines);
        Assert.Contains(lines, line => line.StartsWith("##vso[results.publish type=JUnit;resultFiles=", StringComparison.Ordinal));
        Assert.Contains("##vso[task.setvariable variable=IoTLoadPassed;isOutput=true]false", lines);
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "::error", "::warning")]
    [InlineData("TF_BUILD", "##vso[task.logissue type=error]", "##vso[task.logissue type=warning]")]
    public void A_threshold_that_only_warns_is_a_warning(string variable, string error, string warning)
    {
        var lines = Tell(variable, real.Result with
        {
            Passed = true,
            Thresholds = [new ThresholdResult("ack.p50 < 1ms warn", 7, false, "ms") { IsWarning = true }],
        }).ToList();

        Assert.DoesNotContain(lines, line => line.StartsWith(error, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(warning, StringComparison.Ordinal)
            && line.Contains("ack.p50 < 1ms warn was 7 ms", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "::")]
    [InlineData("TF_BUILD", "##vso[")]
    public void A_hostile_name_gives_no_further_command(string variable, string command)
    {
        var hostile = real.HostileResult with { Name = $"x\n{command}set-env name=PATH]y;a=b,c:d", Incomplete = [$"%0A\r\n{command}x]"] };

        var lines = Tell(variable, hostile);

        Assert.All(lines, line =>
        {
            Assert.DoesNotContain('\n', line);
            Assert.DoesNotContain('\r', line);
            Assert.StartsWith(command, line, StringComparison.Ordinal);
        });
        Assert.Contains(lines, line => line.Contains("%250A", StringComparison.Ordinal) || line.Contains("%AZP250A", StringComparison.Ordinal));
    }

    private List<string> Tell(string service, Engine.Results.LoadResult result)
    {
        var variables = new Dictionary<string, string>
        {
            [service] = "true",
            ["GITHUB_STEP_SUMMARY"] = _folder["summary"],
            ["GITHUB_OUTPUT"] = _folder["output"],
        };
        File.WriteAllText(_folder["t.md"], MarkdownReport.Build(result));
        return [.. PipelineService.Find(variables.GetValueOrDefault)!
            .Tell(result, new PipelineFiles(_folder["t.html"], _folder["t.xml"], _folder["t.md"]))];
    }
}
