using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet that speaks to InfluxDB.</summary>
public abstract class InfluxDbCommand : InfluxDbServerCommand
{
    private protected InfluxDbCommand()
    {
    }

    /// <summary>Name of a profile that Set-IoTLoadInfluxDBProfile has stored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InfluxDbProfileCompleter))]
    public string? InfluxProfile { get; set; }

    /// <summary>
    /// The connection that the parameters, the profile and the environment describe; what is wrong with it ends the cmdlet.
    /// </summary>
    private protected InfluxDbConnection Connection() => InfluxDbParameters.Connection(this, InfluxProfile, PathOf, Store.Root);
}
