using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Reports.Pipelines;

/// <summary>The files of a test that a CI service is told of.</summary>
/// <param name="Report">The HTML report.</param>
/// <param name="JUnit">JUnit XML.</param>
/// <param name="Summary">Markdown.</param>
public sealed record PipelineFiles(string Report, string JUnit, string Summary);

/// <summary>A CI service: how a job tells it what a test had to say.</summary>
public abstract class PipelineService
{
    /// <summary>The service that runs this process, by the variables that it documents; null for none.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static PipelineService? Find(Func<string, string?> variable) =>
        IsTrue(variable("GITHUB_ACTIONS")) ? new GitHubActions(variable)
            : IsTrue(variable("TF_BUILD")) ? new AzurePipelines(variable)
            : null;

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>Where it keeps a job's files until the job's end; null where it did not say.</summary>
    public abstract string? Folder { get; }

    /// <summary>Tells the service.</summary>
    /// <returns>Lines that the job must write to its log as they are.</returns>
    /// <exception cref="IOException">A file that the service names cannot be written.</exception>
    public abstract IEnumerable<string> Tell(LoadResult result, PipelineFiles files);

    /// <summary>What went wrong, a sentence each.</summary>
    private protected static IEnumerable<string> Errors(LoadResult result) =>
    [
        .. result.Thresholds.Where(each => each.Fails).Select(Broken),
        .. result.Fault is { } fault ? [$"{fault.Message} {fault.RecommendedAction}"] : Array.Empty<string>(),
        .. result.Incomplete,
    ];

    /// <summary>Broken thresholds that only warn, and what makes the figures doubtful.</summary>
    private protected static IEnumerable<string> Warnings(LoadResult result) =>
    [
        .. result.Thresholds.Where(each => each is { Passed: false, IsWarning: true }).Select(Broken),
        .. result.GeneratorSaturated
            ? ["The generator was saturated: its latencies are not the platform's."] : Array.Empty<string>(),
    ];

    private static string Broken(ThresholdResult threshold) => $"{threshold.Expression} was {threshold.BrokenText}";

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Azure DevOps: summary, issues, test results, artifact and output variables. Source: Microsoft's "Logging commands".</summary>
internal sealed class AzurePipelines(Func<string, string?> variable) : PipelineService
{
    public override string Name => "Azure DevOps";

    public override string? Folder => variable("AGENT_TEMPDIRECTORY");

    public override IEnumerable<string> Tell(LoadResult result, PipelineFiles files) =>
    [
        .. Errors(result).Select(text => $"##vso[task.logissue type=error]{Data(text)}"),
        .. Warnings(result).Select(text => $"##vso[task.logissue type=warning]{Data(text)}"),
        $"##vso[task.uploadsummary]{Data(files.Summary)}",
        $"##vso[results.publish type=JUnit;resultFiles={Property(files.JUnit)};"
            + $"testRunTitle={Property($"IoTLoad {ReportText.NameOf(result)}")}]",
        $"##vso[artifact.upload artifactname=iotload-{Property(result.Id)}]{Data(files.Report)}",
        Variable("IoTLoadId", result.Id),
        Variable("IoTLoadPassed", result.Passed ? "true" : "false"),
        Variable("IoTLoadReport", files.Report),
    ];

    /// <summary>The text after the bracket.</summary>
    internal static string Data(string text) => ReportText.Printable(text).Replace("%", "%AZP25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);

    private static string Variable(string name, string value) => $"##vso[task.setvariable variable={name};isOutput=true]{Data(value)}";
}

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
