using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>Why the runtime could not answer.</summary>
/// <param name="Type">Type, such as <c>Runtime.ExitError</c>.</param>
/// <param name="Document">What the runtime itself has reported, JSON; null where it has reported nothing.</param>
internal sealed record RuntimeFault(string Type, string Message, ReadOnlyMemory<byte>? Document = null)
{
    /// <summary>Type of a function that ran for too long.</summary>
    public const string TimedOut = "Sandbox.Timedout";

    /// <summary>Type of a process that ended by itself.</summary>
    public const string Exit = "Runtime.ExitError";

    /// <summary>Type of a function that took more memory than it has.</summary>
    public const string OutOfMemory = "Runtime.OutOfMemory";

    /// <summary>Type of code that cannot be run.</summary>
    public const string InvalidEntrypoint = "Runtime.InvalidEntrypoint";

    /// <summary>The answer that the caller gets.</summary>
    public ReadOnlyMemory<byte> ToPayload(string requestId) => Document ?? Json(Type, $"RequestId: {requestId} Error: {Message}");

    /// <summary>An error as the Runtime API has it.</summary>
    public static byte[] Json(string type, string message) =>
        JsonCodec.Write(new Document { ["errorType"] = type, ["errorMessage"] = message });
}
