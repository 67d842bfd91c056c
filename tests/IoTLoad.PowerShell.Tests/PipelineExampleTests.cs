using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>The jobs in examples/, run as their services run them, against mosquitto.</summary>
[Collection(nameof(InPwsh))]
public sealed class PipelineExampleTests
{
    /// <summary>The file, and what the service sets and runs before the script.</summary>
    public static TheoryData<string, string[]> Jobs => new()
    {
        { "github-actions.yml", ["CI=true", "GITHUB_ACTIONS=true"] },
        { "azure-pipelines.yml", ["TF_BUILD=True", "CI="] },
    };

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task A_job_passes_and_exports_its_result(string file, string[] environment)
    {
        var (output, errors, exitCode, csv) =
            await RunAsync(file, environment, script => script.Replace("-Duration 2m", "-Duration 12s", StringComparison.Ordinal));

        Assert.Equal(("", 0), (errors, exitCode));
        Assert.Matches(@"Running: \d+ of \d+/s, p99 \d+\.\d ms, 100 online", output);
        Assert.Equal(2, csv.Length);
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task A_job_whose_broker_is_too_slow_fails_and_still_exports_its_result(string file, string[] environment)
    {
        var (_, errors, exitCode, csv) = await RunAsync(file, environment, script => script
            .Replace("-Duration 2m", "-Duration 1s", StringComparison.Ordinal)
                .Replace("ack.p99 < 1s", "ack.p99 < 1us", StringComparison.Ordinal));

        Assert.Equal(1, exitCode);
        Assert.Contains("ack.p99 < 1us", errors, StringComparison.Ordinal);
        Assert.Equal(2, csv.Length);
    }

    private static async Task<(string Output, string Errors, int ExitCode, string[] Csv)> RunAsync(string file, string[] environment,
        Func<string, string> change)
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(TestEnvironment.Repository, "examples", file),
            TestContext.Current.CancellationToken);
        Assert.InRange(lines.Length, 1, 10);
        var csv = Path.Combine(InPwsh.Store.Value, Path.GetRandomFileName());
        var script = change(string.Join('\n', lines.Where(line => line.TrimStart().StartsWith("Import-Module", StringComparison.Ordinal)
            || line.TrimStart().StartsWith("Start-IoTLoadTest", StringComparison.Ordinal))))
                .Replace("result.csv", csv, StringComparison.Ordinal);

        // Both services put this line before the script, and dot-source the file that they have written it to.
        using var pwsh = Pwsh.Start(
            $"Set-Location '{TestEnvironment.Repository}'; $ErrorActionPreference = 'stop'\n{script}",
            [.. environment.Select(each => each.Split('='))
                .Select(each => (each[0], each[1])), ("BROKER", mosquitto.Plain.OriginalString), InPwsh.Store]);
        var (output, errors, exitCode) = await pwsh.WaitAsync();
        return (output, errors, exitCode, await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken));
    }
}
