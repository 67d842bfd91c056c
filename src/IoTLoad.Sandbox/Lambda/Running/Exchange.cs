using System.Security.Cryptography;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>An event that is out with a runtime.</summary>
internal sealed class Exchange(Invocation invocation, string functionArn, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Invocation Invocation => invocation;

    /// <summary>ARN by which the function was invoked.</summary>
    public string FunctionArn => functionArn;

    /// <summary>When it has to be done.</summary>
    public DateTimeOffset Deadline => deadline;

    /// <summary>The runtime's answer, once there is one.</summary>
    public RuntimeAnswer? Answer { get; set; }

    /// <summary>Ends when the runtime, having answered, asks for the next event.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Says that the runtime is done.</summary>
    public void Finish() => _finished.TrySetResult();
}

/// <summary>An event for a function.</summary>
internal sealed record Invocation
{
    /// <summary>Request ID; the same for each retry.</summary>
    public string RequestId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>The event, JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What the caller says of itself, JSON.</summary>
    public string? ClientContext { get; init; }

    /// <summary>X-Ray's trace header, not sampled.</summary>
    public string TraceId { get; } =
        $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(24, lowercase: true)};"
            + $"Parent={RandomNumberGenerator.GetHexString(16, lowercase: true)};Sampled=0";
}

/// <summary>How an invocation ended.</summary>
internal sealed record InvocationOutcome
{
    /// <summary>The function's answer, or the error as JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The error's type, such as <c>Runtime.ExitError</c>; null where there was none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>How long the function took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The last 4 KiB of log lines.</summary>
    public ReadOnlyMemory<byte> LogTail { get; init; }
}

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
