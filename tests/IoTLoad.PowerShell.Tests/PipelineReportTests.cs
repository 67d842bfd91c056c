using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>The jobs with reports in examples/, run with the environment that their services set, against mosquitto.</summary>
[Collection(nameof(InPwsh))]
public sealed class PipelineReportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GitHub_shows_the_result_and_uploads_the_report(bool passes)
    {
        using var temp = new PrivateFolder();
        var (output, exitCode) = await RunAsync("github-aws.yml", passes, temp,
            ("GITHUB_ACTIONS", "true"), ("CI", "true"), ("RUNNER_TEMP", temp.FullPath), ("GITHUB_STEP_SUMMARY", temp["summary"]),
            ("GITHUB_OUTPUT", temp["output"]));
        var outputs = await File.ReadAllTextAsync(temp["output"], TestContext.Current.CancellationToken);

        Assert.Equal(passes ? 0 : 1, exitCode);
        Assert.Contains(passes ? "::notice title=IoTLoad" : "::error title=IoTLoad", output, StringComparison.Ordinal);
        Assert.Contains(passes ? "\ntrue\n" : "\nfalse\n", outputs, StringComparison.Ordinal);
        Assert.Contains(passes ? "Passed" : "Failed",
            await File.ReadAllTextAsync(temp["summary"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([".html", ".md", ".xml"], Written(temp));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Azure_DevOps_shows_the_result_and_publishes_the_report(bool passes)
    {
        using var temp = new PrivateFolder();
        var (output, exitCode) = await RunAsync("AwsGate.ps1", passes, temp, ("TF_BUILD", "True"), ("AGENT_TEMPDIRECTORY", temp.FullPath));

        Assert.Equal(passes ? 0 : 1, exitCode);
        Assert.Equal(!passes, output.Contains("##vso[task.logissue type=error]roundTrip.p99 < 1us was", StringComparison.Ordinal));
        Assert.Contains($"##vso[task.uploadsummary]{temp["iotload"]}", output, StringComparison.Ordinal);
        Assert.Contains("##vso[results.publish type=JUnit;resultFiles=", output, StringComparison.Ordinal);
        Assert.Equal([".html", ".md", ".xml"], Written(temp));
    }

    private static IEnumerable<string> Written(PrivateFolder temp) =>
        Directory.GetFiles(temp["iotload"]).Select(Path.GetExtension).Order(StringComparer.Ordinal)!;

    private static async Task<(string Output, int ExitCode)> RunAsync(
        string file, bool passes, PrivateFolder temp, params (string, string)[] environment)
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(TestEnvironment.Repository, "examples", file),
            TestContext.Current.CancellationToken);
        var script = string.Join('\n', lines.Select(line => line.Trim()).Where(line =>
                line.StartsWith("Import-Module", StringComparison.Ordinal) || line.StartsWith("Start-IoTLoadTest", StringComparison.Ordinal)))
            .Replace("$PSScriptRoot/..", ".", StringComparison.Ordinal)
            .Replace("-Duration 2m", "-Duration 2s", StringComparison.Ordinal)
            .Replace("result.csv", temp["result.csv"], StringComparison.Ordinal);
        if (!passes)
        {
            script = script.Replace("roundTrip.p99 < 1s", "roundTrip.p99 < 1us", StringComparison.Ordinal);
        }

        using var pwsh = Pwsh.Start(
            $"Set-Location '{TestEnvironment.Repository}'; $ErrorActionPreference = 'stop'\n{script}",
            [.. environment, ("ENDPOINT", mosquitto.Plain.OriginalString), InPwsh.Store]);
        var (output, _, exitCode) = await pwsh.WaitAsync();
        return (output, exitCode);
    }
}
