namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>An action of a rule failed: what the error action is told.</summary>
internal sealed class RuleActionException(string message) : Exception(message);
