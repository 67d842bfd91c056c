using System.Management.Automation;
using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Reports;
using IoTLoad.Reports.Html;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>What a report is written as.</summary>
public enum ReportFormat
{
    /// <summary>One HTML file with charts.</summary>
    Html,

    /// <summary>Markdown, for the summary of a CI job.</summary>
    Markdown,

    /// <summary>JUnit XML, a case for each threshold.</summary>
    JUnit,

    /// <summary>The whole result as JSON.</summary>
    Json,
}

/// <summary>Writes a stored test as a report for people or for a CI service.</summary>
[Cmdlet(VerbsData.Export, "IoTLoadReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class ExportIoTLoadReportCommand : IoTLoadCommand
{
    private static readonly Dictionary<string, ReportFormat> FormatOf = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = ReportFormat.Html,
        [".htm"] = ReportFormat.Html,
        [".md"] = ReportFormat.Markdown,
        [".xml"] = ReportFormat.JUnit,
        [".json"] = ReportFormat.Json,
    };

    /// <summary>IDs of tests; results and entries of the run store bind by their property Id.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [TestIdTransformation]
    [ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>File to write, or a folder for a file for each test; without it, the text is returned.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What to write.</summary>
    [Parameter]
    [PSDefaultValue(Help = "By the file's name: .html, .md, .xml (JUnit) or .json; otherwise Html")]
    public ReportFormat? Format { get; set; }

    private protected override void Process()
    {
        var path = PathOf(Path);
        var format = Format ?? FormatOf.GetValueOrDefault(System.IO.Path.GetExtension(path ?? ""));
        foreach (var run in FindRuns(Id))
        {
            OrReport(() =>
            {
                if (path is null)
                {
                    WriteObject(Text(run, format));
                    return;
                }

                var file = Directory.Exists(path) ? System.IO.Path.Combine(path, run.Id + ExtensionOf(format)) : path;
                if (ShouldProcess(file, $"Write the {format} report of {run.Id}"))
                {
                    WriteObject(Write(file, Text(run, format)));
                }
            });
        }
    }

    private string Text(StoredRun run, ReportFormat format)
    {
        var result = Store.ReadResult(run);
        return format switch
        {
            ReportFormat.Markdown => MarkdownReport.Build(result),
            ReportFormat.JUnit => JUnitReport.Build(result),
            ReportFormat.Json => JsonSerializer.Serialize(result, EngineJson.Default.LoadResult),
            _ => HtmlReport.Build(result, RunSeconds.Read(run),
                [.. RunMetrics.LatencyNames.Select(name => Distribution(run, name)).Where(each => each.Points.Count > 0)]),
        };
    }

    private static (string Name, IReadOnlyList<(double Percentile, double Milliseconds)> Points) Distribution(StoredRun run, string name) =>
        (name, [.. RunMetrics.ReadDistribution(run, name).Select(point => (point.Percentile, point.Milliseconds))]);

    private static string ExtensionOf(ReportFormat format) => FormatOf.First(each => each.Value == format).Key;

    private static FileInfo Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
            return new FileInfo(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LoadException(
                "ReportNotWritten",
                exception is IOException ? LoadErrorKind.ResourceExhausted : LoadErrorKind.AccessDenied,
                $"The report cannot be written to '{file}': {exception.Message}",
                "Check that the folder exists and that you may write to it.",
                file,
                exception);
        }
    }
}
