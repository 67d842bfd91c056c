using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Names tests as a baseline.</summary>
[Cmdlet(VerbsCommon.Set, "IoTLoadBaseline", SupportsShouldProcess = true)]
[OutputType(typeof(Baseline))]
public sealed class SetIoTLoadBaselineCommand : IoTLoadCommand
{
    private readonly List<string> _ids = [];

    /// <summary>The baseline's name.</summary>
    [Parameter(Mandatory = true, Position = 0), ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>IDs of its tests; results and tests can be piped in.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    private protected override void Process() => _ids.AddRange(FindRuns(Id).Select(run => run.Id));

    private protected override void End()
    {
        if (_ids.Count > 0 && ShouldProcess(Name, $"Name {string.Join(", ", _ids)} as baseline"))
        {
            WriteObject(new BaselineStore(Store).Set(Name, _ids));
        }
    }
}

/// <summary>Lists baselines.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadBaseline")]
[OutputType(typeof(Baseline))]
public sealed class GetIoTLoadBaselineCommand : IoTLoadCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0), ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(BaselineCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override void Process()
    {
        var store = new BaselineStore(Store);
        foreach (var name in Name)
        {
            OrReport(() => WriteObject(Find(store, name), true));
        }
    }

    /// <summary>The baselines of a name that may hold wildcards.</summary>
    /// <exception cref="LoadException">BaselineNotFound: the name has no wildcard, and there is no such baseline.</exception>
    internal static IReadOnlyList<Baseline> Find(BaselineStore store, string name)
    {
        var found = store.List().Where(baseline => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(baseline.Name)).ToList();
        return found.Count > 0 || WildcardPattern.ContainsWildcardCharacters(name) ? found : throw LoadException.NotFound(
            "BaselineNotFound", $"There is no baseline '{name}'.", "List those that there are with Get-IoTLoadBaseline.", name);
    }
}

/// <summary>Removes the names of baselines; their tests stay.</summary>
[Cmdlet(VerbsCommon.Remove, "IoTLoadBaseline", SupportsShouldProcess = true)]
public sealed class RemoveIoTLoadBaselineCommand : IoTLoadCommand
{
    /// <summary>Names; wildcards are allowed, and baselines can be piped in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(BaselineCompleter))]
    public string[] Name { get; set; } = [];

    private protected override void Process()
    {
        var store = new BaselineStore(Store);
        foreach (var name in Name)
        {
            OrReport(() =>
            {
                var found = GetIoTLoadBaselineCommand.Find(store, name).Select(baseline => baseline.Name).ToList();
                foreach (var each in MayRemove(name, found) ? found : [])
                {
                    if (ShouldProcess(each, "Remove the name of this baseline"))
                    {
                        store.Remove(each);
                    }
                }
            });
        }
    }
}
