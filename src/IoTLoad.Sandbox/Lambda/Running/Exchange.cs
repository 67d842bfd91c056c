using System.Security.Cryptography;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>An event that is out with a runtime.</summary>
/// <param name="functionArn">ARN by which the function was invoked.</param>
/// <param name="deadline">When it has to be done.</param>
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
