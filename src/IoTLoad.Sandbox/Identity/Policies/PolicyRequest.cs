namespace IoTLoad.Sandbox.Identity.Policies;

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
