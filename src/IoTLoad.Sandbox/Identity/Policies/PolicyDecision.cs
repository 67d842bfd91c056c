namespace IoTLoad.Sandbox.Identity.Policies;

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
