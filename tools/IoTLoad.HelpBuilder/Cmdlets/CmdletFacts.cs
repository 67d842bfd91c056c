using System.Management.Automation;

namespace IoTLoad.HelpBuilder.Cmdlets;

/// <summary>What a compiled cmdlet says of itself.</summary>
/// <param name="Name">Verb and noun.</param>
/// <param name="SupportsShouldProcess">Whether it has -WhatIf and -Confirm.</param>
/// <param name="ParameterSets">Names of the parameter sets, the default one first.</param>
/// <param name="Parameters">Its own parameters, without the common ones.</param>
/// <param name="OutputTypes">Full names of the types that it declares to write.</param>
internal sealed record CmdletFacts(
    string Name,
    bool SupportsShouldProcess,
    IReadOnlyList<string> ParameterSets,
    IReadOnlyList<ParameterFacts> Parameters,
    IReadOnlyList<string> OutputTypes);

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

/// <summary>The part that a parameter has in a parameter set.</summary>
/// <param name="Position">Its place, from 0; null where it has to be named.</param>
/// <param name="IsMandatory">Whether it has to be given.</param>
/// <param name="FromPipeline">Whether an object from the pipeline is its value.</param>
/// <param name="FromPipelineProperty">Whether a property of such an object is.</param>
internal sealed record ParameterRole(int? Position = null, bool IsMandatory = false, bool FromPipeline = false,
    bool FromPipelineProperty = false)
{
    /// <summary>The way from the pipeline as Get-Help shows it.</summary>
    public string Pipeline => (FromPipeline, FromPipelineProperty) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
