namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>What a runtime answers to an event.</summary>
/// <param name="Payload">The answer, or the error as JSON.</param>
/// <param name="ErrorType">Type of the error; null where it is none.</param>
internal sealed record RuntimeAnswer(ReadOnlyMemory<byte> Payload, string? ErrorType = null);
