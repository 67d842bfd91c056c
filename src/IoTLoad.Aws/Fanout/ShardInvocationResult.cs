using IoTLoad.Engine.Reports;

namespace IoTLoad.Aws.Fanout;

/// <summary>What a function answered that was invoked once.</summary>
public sealed record ShardInvocationResult
{
    /// <inheritdoc/>
    public override string ToString() => FunctionName;

    /// <summary>Name of the function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The shard's last report; null where the function failed, or answered something else.</summary>
    public ShardReport? Report { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The answer, as it came.</summary>
    public string Payload { get; init; } = "";

    /// <summary>The last lines of its log, up to 4 KiB.</summary>
    public string Log { get; init; } = "";
}
