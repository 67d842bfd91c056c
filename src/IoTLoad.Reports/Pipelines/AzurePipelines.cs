using IoTLoad.Engine.Results;

namespace IoTLoad.Reports.Pipelines;

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
