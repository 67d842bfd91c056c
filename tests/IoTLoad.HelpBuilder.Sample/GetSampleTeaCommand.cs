using System.Management.Automation;

namespace IoTLoad.HelpBuilder.Sample;

/// <summary>A cmdlet without parameter sets.</summary>
[Cmdlet(VerbsCommon.Get, "SampleTea")]
[OutputType(typeof(string))]
public sealed class GetSampleTeaCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [Alias("Tea", "Kind")]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        WriteObject(Name, enumerateCollection: true);
    }
}
