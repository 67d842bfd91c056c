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
        Any(Actions, request.Action, request, ignoreCase: true) != ActionsExcluded
        && (Resources is null || Any(Resources, request.Resource, request, ignoreCase: false) != ResourcesExcluded)
        && Conditions.All(condition => condition.IsMet(request));

    private static bool Any(IReadOnlyList<PolicyPattern> patterns, string text, PolicyRequest request, bool ignoreCase)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Covers(text, request, ignoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
