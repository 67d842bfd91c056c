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
