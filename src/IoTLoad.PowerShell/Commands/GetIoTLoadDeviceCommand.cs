using System.Management.Automation;
using IoTLoad.Aws.Devices;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns the devices that New-IoTLoadDevice has made.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadDevice")]
[OutputType(typeof(LoadDevice))]
public sealed class GetIoTLoadDeviceCommand : DeviceCommand
{
    /// <summary>Name prefixes of fleets; wildcards are allowed.</summary>
    [Parameter(Position = 0), ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] NamePrefix { get; set; } = ["*"];

    /// <summary>Names of devices; wildcards are allowed.</summary>
    [Parameter(Position = 1), ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    private protected override void Process()
    {
        var exact = NamePrefix is [var only] && !WildcardPattern.ContainsWildcardCharacters(only) ? only : null;
        var devices = Await("Devices", async _ =>
        {
            using var fleet = await OpenAsync();
            return await fleet.ListAsync(exact, Stopped);
        });
        WriteObject(devices.Where(device => Matches(NamePrefix, device.NamePrefix) && Matches(Name, device.Name)),
            enumerateCollection: true);
    }

    private static bool Matches(string[] patterns, string text) =>
        Array.Exists(patterns, pattern => WildcardPattern.Get(pattern, WildcardOptions.None).IsMatch(text));
}
