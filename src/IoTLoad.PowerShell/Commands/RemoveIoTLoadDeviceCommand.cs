using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Removes devices from AWS IoT Core, with all that New-IoTLoadDevice made for them.</summary>
[Cmdlet(VerbsCommon.Remove, "IoTLoadDevice", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveIoTLoadDeviceCommand : DeviceCommand
{
    private readonly Dictionary<string, List<string>> _names = new(StringComparer.Ordinal);

    /// <summary>Name prefix of the devices' fleet.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string NamePrefix { get; set; } = "";

    /// <summary>Names of devices; wildcards are allowed.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Requests a second for each operation of AWS IoT Core's API.</summary>
    [Parameter, ValidateRange(0.1, 10000), NumberTransformation]
    public double? RequestRate { get; set; }

    private protected override void Process()
    {
        if (!_names.TryGetValue(NamePrefix, out var names))
        {
            _names[NamePrefix] = names = [];
        }

        names.AddRange(Name);
    }

    private protected override void End()
    {
        if (_names.Count == 0)
        {
            return;
        }

        using var fleet = Await("Devices", _ => OpenAsync(RequestRate));
        foreach (var (prefix, names) in _names)
        {
            var exact = names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToHashSet(StringComparer.Ordinal);
            var patterns = names.Where(WildcardPattern.ContainsWildcardCharacters).Distinct()
                .Select(name => WildcardPattern.Get(name, WildcardOptions.None)).ToList();
            var removal = Await(
                $"Devices {prefix}-*",
                _ => fleet.PlanRemovalAsync(prefix, name => exact.Contains(name)
                    || patterns.Exists(pattern => pattern.IsMatch(name)), Stopped));
            if (removal is { Things: 0, Orphans: 0, Policy: false })
            {
                WriteVerbose($"There are no such devices of {prefix}-*.");
                continue;
            }

            if (names.Find(name => name != "*" && WildcardPattern.ContainsWildcardCharacters(name)) is { } wildcard
                && !MayRemove(wildcard, [Text($"{removal.Things} devices of {prefix}-*")]))
            {
                continue;
            }

            var what = Text($"Remove {removal.Things} devices from AWS IoT Core, "
                + $"with their certificates{(removal.Policy ? ", keys and policy" : " and keys")}");
            if (ShouldProcess($"{prefix}-*", what))
            {
                var outcome = Await($"Devices {prefix}-*", progress => removal.RunAsync(progress, Stopped));
                WriteVerbose(Text($"Removed {outcome.Devices.Count} of {removal.Things} devices of {prefix}-*."));
                WriteFaults(outcome);
            }
        }
    }
}
