using System.Management.Automation;
using IoTLoad.Aws.Devices;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns the account's endpoint in AWS IoT Core.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadEndpoint")]
[OutputType(typeof(AccountEndpoint))]
public sealed class GetIoTLoadEndpointCommand : AwsCommand
{
    /// <summary>Type of the endpoint.</summary>
    [Parameter(Position = 0), ValidateSet("Data-ATS", "Credential-Provider", "Jobs", "Data")]
    public string EndpointType { get; set; } = "Data-ATS";

    private protected override void Process() =>
        WriteObject(Await("AWS IoT Core", _ => AccountEndpoint.FindAsync(Connection(), EndpointType, Stopped)));
}
