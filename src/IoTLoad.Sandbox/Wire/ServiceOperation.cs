namespace IoTLoad.Sandbox.Wire;

/// <summary>An operation of a service.</summary>
/// <param name="Name">Name, such as <c>CreateThing</c>.</param>
/// <param name="Handle">Does it.</param>
/// <param name="Resource">ARN that policies have to allow the action on; null where nobody needs permission for it.</param>
/// <param name="Action">Action that policies have to allow; null for the service's prefix and the name.</param>
internal sealed record ServiceOperation(
    string Name, Func<Call, ValueTask<Answer>> Handle, Func<Call, string>? Resource, string? Action = null);
