using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns stored settings for InfluxDB, without their secrets.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadInfluxDBProfile")]
[OutputType(typeof(InfluxDbProfile))]
public sealed class GetIoTLoadInfluxDBProfileCommand : IoTLoadCommand
{
    /// <summary>Names of profiles; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    [SupportsWildcards, ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override void Process()
    {
        var profiles = new InfluxDbProfiles(Store.Root);
        foreach (var name in Name.SelectMany(name => profiles.Matching(name, Wildcards.Predicate(name))))
        {
            OrReport(() => WriteObject(InfluxDbProfile.Of(name, profiles.Read(name))));
        }
    }
}
