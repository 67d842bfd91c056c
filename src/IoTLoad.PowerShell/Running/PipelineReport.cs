using System.Management.Automation;
using IoTLoad.Engine.Results;
using IoTLoad.Reports;
using IoTLoad.Reports.Html;
using IoTLoad.Reports.Pipelines;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Running;

/// <summary>Writes what a CI service shows of a test: summary, annotations, test results, report and outputs.</summary>
internal static class PipelineReport
{
    /// <summary>Writes it where the service wants it; without a service, into the run's folder.</summary>
    public static void Write(Cmdlet cmdlet, PipelineService? service, LoadResult result, StoredRun run)
    {
        try
        {
            var folder = service?.Folder is { Length: > 0 } given ? Path.Combine(given, "iotload") : run.Folder;
            Directory.CreateDirectory(folder);
            var files = new PipelineFiles(
                Path.Combine(folder, $"{run.Id}.html"), Path.Combine(folder, $"{run.Id}.xml"), Path.Combine(folder, $"{run.Id}.md"));
            File.WriteAllText(files.Report, HtmlReport.Build(new ReportSource(result, RunSeconds.Read(run))));
            File.WriteAllText(files.JUnit, JUnitReport.Build(result));
            File.WriteAllText(files.Summary, MarkdownReport.Build(result));
            var lines = service?.Tell(result, files) ?? [$"Report: {files.Report}", $"JUnit: {files.JUnit}", $"Summary: {files.Summary}"];
            foreach (var line in lines)
            {
                HostLine.Write(cmdlet, line);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The result matters more than how the job shows it.
            cmdlet.WriteWarning($"The reports for {service?.Name ?? "the pipeline"} were not written: {exception.Message}");
        }
    }
}
