using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Removes stored settings for InfluxDB.</summary>
[Cmdlet(VerbsCommon.Remove, "IoTLoadInfluxDBProfile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveIoTLoadInfluxDBProfileCommand : IoTLoadCommand
{
    /// <summary>Names of profiles; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string[] Name { get; set; } = [];

    private protected override void Process()
    {
        var profiles = new InfluxDbProfiles(Store.Root);
        foreach (var name in Name.SelectMany(name =>
        {
            var found = profiles.Matching(name, Wildcards.Predicate(name)).ToList();
            return MayRemove(name, found) ? found : [];
        }))
        {
            OrReport(() =>
            {
                profiles.Find(name);
                if (ShouldProcess(name, "Remove the InfluxDB profile"))
                {
                    profiles.Remove(name);
                }
            });
        }
    }
}
