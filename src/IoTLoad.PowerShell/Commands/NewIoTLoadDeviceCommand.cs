using System.Management.Automation;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Makes devices in AWS IoT Core: things, certificates with their keys, and a policy.</summary>
[Cmdlet(VerbsCommon.New, "IoTLoadDevice", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LoadDevice))]
public sealed class NewIoTLoadDeviceCommand : DeviceCommand
{
    /// <summary>Number of devices that there should be.</summary>
    [Parameter(Position = 0, Mandatory = true), WholeNumberTransformation]
    public int Count { get; set; }

    /// <summary>What the names of the devices begin with.</summary>
    [Parameter(Position = 1), ValidateNotNullOrEmpty]
    public string NamePrefix { get; set; } = "iotload";

    /// <summary>One certificate for all devices.</summary>
    [Parameter]
    public SwitchParameter SharedCertificate { get; set; }

    /// <summary>Topic below which the devices may publish and subscribe.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string TopicPrefix { get; set; } = "loadtest";

    /// <summary>What the devices' client IDs have to begin with.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? ClientIdPrefix { get; set; }

    /// <summary>Lets each device connect only with its own name as client ID.</summary>
    [Parameter]
    public SwitchParameter OwnClientId { get; set; }

    /// <summary>Lets the devices publish retained messages.</summary>
    [Parameter]
    public SwitchParameter AllowRetain { get; set; }

    /// <summary>Requests a second for each operation of AWS IoT Core's API.</summary>
    [Parameter, ValidateRange(0.1, 10000), NumberTransformation]
    public double? RequestRate { get; set; }

    private protected override void Process()
    {
        if (OwnClientId && (SharedCertificate || ClientIdPrefix is not null))
        {
            ThrowTerminatingError(LoadErrorRecord.Of(LoadException.InvalidInput(
                "OwnClientIdAmbiguous",
                $"With -OwnClientId, each device needs a certificate of its own and has its name as client ID.",
                $"Leave out {(SharedCertificate ? "-SharedCertificate" : "-ClientIdPrefix")}, or -OwnClientId.", NamePrefix)));
        }

        var certificates = SharedCertificate ? "one certificate for all" : "a certificate for each";
        if (!ShouldProcess($"{NamePrefix}-*", Text($"Make {Count} devices in AWS IoT Core, with {certificates}")))
        {
            return;
        }

        var request = new FleetRequest
        {
            NamePrefix = NamePrefix,
            Count = Count,
            SharedCertificate = SharedCertificate,
            TopicPrefix = TopicPrefix,
            ClientIdPrefix = ClientIdPrefix,
            OwnClientId = OwnClientId,
            AllowRetain = AllowRetain,
        };
        var outcome = Await($"Devices {NamePrefix}-*", async progress =>
        {
            using var fleet = await OpenAsync(RequestRate);
            return await fleet.MakeAsync(request, progress, Stopped);
        });
        WriteObject(outcome.Devices, enumerateCollection: true);
        WriteFaults(outcome);
    }
}
