using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Writes a plan to a file.</summary>
[Cmdlet(VerbsData.Export, "IoTLoadPlan", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportIoTLoadPlanCommand : IoTLoadCommand
{
    /// <summary>The plan; a test or result for its plan; or a plan file, whose variables are then replaced.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true), ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>File to write: JSON if it ends in .json, else YAML.</summary>
    [Parameter(Mandatory = true, Position = 0), ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process()
    {
        var plan = PlanSource.Of(InputObject!, null, Store, PathOf).Plan;
        var path = PathOf(Path)!;
        if (File.Exists(path) && !Force)
        {
            throw LoadException.InvalidInput(
                "FileExists", $"The file {path} exists already.", "Add -Force to replace it, or choose another -Path.", path);
        }

        if (!ShouldProcess(path, "Write the plan"))
        {
            return;
        }

        var isJson = System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
        try
        {
            File.WriteAllText(path, isJson ? PlanFileWriter.ToJson(plan) : PlanFileWriter.ToYaml(plan));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LoadException.AccessDenied(
                "FileNotWritten", $"The plan was not written: {exception.Message}",
                "Check the folder, its rights and its free space.", path, exception);
        }

        WriteObject(new FileInfo(path));
    }
}
