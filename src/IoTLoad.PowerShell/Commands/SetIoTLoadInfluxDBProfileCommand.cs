using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Stores settings for InfluxDB under a name, readable by their owner only.</summary>
[Cmdlet(VerbsCommon.Set, "IoTLoadInfluxDBProfile", SupportsShouldProcess = true)]
[OutputType(typeof(InfluxDbProfile))]
public sealed class SetIoTLoadInfluxDBProfileCommand : InfluxDbServerCommand
{
    /// <summary>Name of the profile.</summary>
    [Parameter(Position = 0), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string Name { get; set; } = InfluxDbSettings.DefaultProfile;

    /// <summary>Returns the profile.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        var settings = InfluxDbParameters.Settings(this, PathOf);
        settings.ToConnection();
        if (!ShouldProcess($"{Name}: {settings.Url}", "Store the InfluxDB profile"))
        {
            return;
        }

        var profiles = new InfluxDbProfiles(Store.Root);
        profiles.Save(Name, settings);
        if (PassThru)
        {
            WriteObject(InfluxDbProfile.Of(Name, settings));
        }
    }
}
