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
    public static PipelineService? Find(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return IsTrue(variable("GITHUB_ACTIONS")) ? new GitHubActions(variable)
            : IsTrue(variable("TF_BUILD")) ? new AzurePipelines(variable)
            : null;
    }

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
