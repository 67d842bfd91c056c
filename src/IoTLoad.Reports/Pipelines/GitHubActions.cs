using IoTLoad.Engine.Results;

namespace IoTLoad.Reports.Pipelines;

/// <summary>GitHub Actions: job summary, annotations and outputs. Source: GitHub's "Workflow commands for GitHub Actions".</summary>
internal sealed class GitHubActions(Func<string, string?> variable) : PipelineService
{
    public override string Name => "GitHub Actions";

    public override string? Folder => variable("RUNNER_TEMP");

    public override IEnumerable<string> Tell(LoadResult result, PipelineFiles files)
    {
        Append("GITHUB_STEP_SUMMARY", File.ReadAllText(files.Summary) + "\n");
        Append("GITHUB_OUTPUT", string.Concat(new[]
        {
            ("id", result.Id), ("passed", result.Passed ? "true" : "false"), ("report", files.Report), ("junit", files.JUnit),
            ("summary", files.Summary),
        }.Select(each => Output(each.Item1, each.Item2))));
        var title = Property($"IoTLoad {ReportText.NameOf(result)}");
        return
        [
            .. Errors(result).Select(text => $"::error title={title}::{Data(text)}"),
            .. Warnings(result).Select(text => $"::warning title={title}::{Data(text)}"),
            .. result.Passed ? [$"::notice title={title}::{Data($"Passed. Report: {files.Report}")}"] : Array.Empty<string>(),
        ];
    }

    /// <summary>The text after the colons.</summary>
    internal static string Data(string text) => ReportText.Printable(text).Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    // The delimiter cannot be in the value, so the value cannot set another output.
    private static string Output(string name, string value)
    {
        var delimiter = $"iotload_{Guid.NewGuid():N}";
        return $"{name}<<{delimiter}\n{value}\n{delimiter}\n";
    }

    private void Append(string name, string text)
    {
        if (variable(name) is { Length: > 0 } file)
        {
            File.AppendAllText(file, text);
        }
    }
}
