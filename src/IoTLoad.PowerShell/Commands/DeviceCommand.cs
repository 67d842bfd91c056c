using System.Management.Automation;
using IoTLoad.Aws.Devices;
using IoTLoad.PowerShell.Errors;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet about devices in AWS IoT Core.</summary>
public abstract class DeviceCommand : AwsCommand
{
    private protected DeviceCommand()
    {
    }

    /// <summary>Folder with the devices' keys and certificates.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputFolder { get; set; }

    /// <summary>Opens the fleets of an account.</summary>
    private protected Task<DeviceFleet> OpenAsync(double? requestRate = null) =>
        DeviceFleet.OpenAsync(Connection(), Path.Combine(Store.Root, "devices"), PathOf(OutputFolder), requestRate, Stopped);

    /// <summary>Reports what could not be done.</summary>
    private protected void WriteFaults(FleetOutcome outcome)
    {
        foreach (var fault in outcome.Faults)
        {
            WriteError(LoadErrorRecord.Of(fault));
        }
    }
}
