namespace IoTLoad.Sandbox.Lambda.Running;

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
