namespace IoTLoad.Sandbox.Identity.Policies;

/// <param name="Allow">Whether it allows; it forbids otherwise.</param>
/// <param name="Actions">Actions that it is about.</param>
/// <param name="ActionsExcluded">Whether it is about all other actions (NotAction).</param>
/// <param name="Resources">Resources that it is about; null in a trust policy, which has none.</param>
/// <param name="ResourcesExcluded">Whether it is about all other resources (NotResource).</param>
/// <param name="Principals">In a trust policy, who it is about: type, such as <c>Service</c>, and value; else null.</param>
/// <param name="Conditions">Conditions that all have to be met.</param>
internal sealed record PolicyStatement(
    bool Allow,
    IReadOnlyList<PolicyPattern> Actions,
    bool ActionsExcluded,
    IReadOnlyList<PolicyPattern>? Resources,
    bool ResourcesExcluded,
    IReadOnlyList<(string Type, string Value)>? Principals,
    IReadOnlyList<PolicyCondition> Conditions)
{
    /// <summary>Whether the statement is about a request.</summary>
    public bool Concerns(PolicyRequest request) =>
        Actions.Any(pattern => pattern.Covers(request.Action, request, ignoreCase: true)) != ActionsExcluded
        && (Resources is null || Resources.Any(pattern => pattern.Covers(request.Resource, request)) != ResourcesExcluded)
        && Conditions.All(condition => condition.IsMet(request));
}

/// <summary>What somebody wants to do.</summary>
/// <param name="Action">Action, such as <c>iot:Publish</c>.</param>
/// <param name="Resource">ARN of what it is done to.</param>
/// <param name="Context">Values of policy variables and condition keys; null for none.</param>
/// <param name="Fallback">Finds the variables that the context lacks; null for none.</param>
internal sealed record PolicyRequest(
    string Action,
    string Resource,
    IReadOnlyDictionary<string, string>? Context = null,
    Func<string, IReadOnlyDictionary<string, string>?, string?>? Fallback = null)
{
    /// <returns>Null where it has none.</returns>
    public string? Find(string variable) =>
        Context is not null && Context.TryGetValue(variable, out var value) ? value : Fallback?.Invoke(variable, Context);
}

/// <summary>What policies say to an action.</summary>
public enum PolicyDecision
{
    /// <summary>No statement speaks of it: it may not be done.</summary>
    Unmentioned,

    /// <summary>A statement allows it and none forbids it.</summary>
    Allowed,

    /// <summary>A statement forbids it, whatever others allow.</summary>
    Forbidden,
}
