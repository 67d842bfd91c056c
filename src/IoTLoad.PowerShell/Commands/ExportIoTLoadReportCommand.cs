using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.Results;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Reports;
using IoTLoad.Reports.Html;
using IoTLoad.Storage;
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

    /// <summary>The whole result as JSON, after the version of its schema.</summary>
    Json,

    /// <summary>A row for each second, a column for each metric.</summary>
    Csv,

    /// <summary>The latencies of each second as a log that HdrHistogram's tools read.</summary>
    HistogramLog,
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
        [".csv"] = ReportFormat.Csv,
        [".hlog"] = ReportFormat.HistogramLog,
    };

    private readonly HashSet<string> _written = [];
    private string? _path;
    private ReportFormat _format;
    private ReportSource? _baseline;

    /// <summary>IDs of tests; results and entries of the run store bind by their property Id.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>File to write, or a folder for a file for each test; without it, the text is returned.</summary>
    [Parameter(Position = 1), ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What to write.</summary>
    [Parameter]
    [PSDefaultValue(Help = "By the file's name: .html, .md, .xml (JUnit), .json, .csv or .hlog; Html without -Path")]
    public ReportFormat? Format { get; set; }

    /// <summary>ID of an earlier test to compare with, or its result.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(TestIdCompleter))]
    public string? Baseline { get; set; }

    /// <summary>Points that others measured meanwhile, such as CloudWatch's.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public MetricPoint[] Metrics { get; set; } = [];

    private protected override void Begin()
    {
        _path = PathOf(Path);
        _format = Format ?? FormatOfFile(_path);
        if (_format != ReportFormat.Html && (Baseline is not null || Metrics.Length > 0))
        {
            var parameter = Baseline is null ? "Metrics" : "Baseline";
            throw LoadException.InvalidInput(
                "ReportWithoutCharts", $"A {_format} report does not show -{parameter}.",
                $"Leave out -{parameter}, or write an HTML report.", parameter);
        }

        _baseline = Baseline is null ? null : Source(Store.Open(Baseline));
    }

    private protected override void Process()
    {
        foreach (var run in FindRuns(Id))
        {
            OrReport(() => Export(run));
        }
    }

    private void Export(StoredRun run)
    {
        if (_path is null)
        {
            WriteObject(Text(run));
            return;
        }

        var file = Directory.Exists(_path) ? System.IO.Path.Combine(_path, run.Id + ExtensionOf(_format)) : _path;
        if (!_written.Add(file))
        {
            throw LoadException.InvalidInput(
                "ReportOverwritten", $"The report of {run.Id} would replace that of another test in '{file}'.",
                "Give -Path a folder that exists: each test then gets a file with its ID as the name.", run.Id);
        }

        if (ShouldProcess(file, $"Write the {_format} report of {run.Id}"))
        {
            WriteObject(WriteFile(file, Text(run), "ReportNotWritten", "The report"));
        }
    }

    private string Text(StoredRun run) => _format switch
    {
        ReportFormat.Markdown => MarkdownReport.Build(Result(run)),
        ReportFormat.JUnit => JUnitReport.Build(Result(run)),
        ReportFormat.Json => JsonReport.Build(Store.ReadResult(run)),
        ReportFormat.Csv => SecondsCsv.Build(Store.ReadResult(run), RunSeconds.Read(run)),
        ReportFormat.HistogramLog => RunSeconds.Read(run).ToHistogramLog(),
        _ => HtmlReport.Build(Source(run) with { Baseline = _baseline, OtherMetrics = Metrics }),
    };

    private ReportSource Source(StoredRun run) => new(Result(run), RunSeconds.Read(run));

    private LoadResult Result(StoredRun run) => ParameterNames.In(Store.ReadResult(run));

    private static ReportFormat FormatOfFile(string? path)
    {
        var extension = System.IO.Path.GetExtension(path ?? "");
        if (extension.Length == 0 || Directory.Exists(path))
        {
            return ReportFormat.Html;
        }

        return FormatOf.TryGetValue(extension, out var format) ? format : throw LoadException.InvalidInput(
            "UnknownReportFormat", $"No report has the extension '{extension}'.",
            $"End -Path with {string.Join(", ", FormatOf.Keys)}, or say with -Format what to write.", path);
    }

    private static string ExtensionOf(ReportFormat format) => FormatOf.First(each => each.Value == format).Key;
}
