using System.Management.Automation;

namespace IoTLoad.HelpBuilder.Cmdlets;

/// <summary>What a compiled cmdlet says of one parameter.</summary>
/// <param name="Name">Its name.</param>
internal sealed record ParameterFacts(string Name)
{
    /// <summary>Short name of its type, such as <c>String[]</c>.</summary>
    public string Type { get; init; } = nameof(String);

    /// <summary>Full name of its type.</summary>
    public string FullType { get; init; } = "System.String";

    /// <summary>Whether it is a switch, which takes no value.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Whether a value may hold wildcards.</summary>
    public bool AcceptsWildcards { get; init; }

    /// <summary>Other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values that it is limited to; empty where there is no such limit.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Value that it has when it is not given; null where that is nothing.</summary>
    public string? Default { get; init; }

    /// <summary>
    /// Its part in each parameter set that it belongs to, by name; <see cref="ParameterAttribute.AllParameterSets"/> for all.
    /// </summary>
    public IReadOnlyDictionary<string, ParameterRole> Roles { get; init; } = new Dictionary<string, ParameterRole>();

    /// <summary>Its part in a parameter set; null where it does not belong to that.</summary>
    public ParameterRole? RoleIn(string parameterSet) =>
        Roles.GetValueOrDefault(parameterSet) ?? Roles.GetValueOrDefault(ParameterAttribute.AllParameterSets);
}
