using System.Security.Cryptography;

namespace IoTLoad.Sandbox.Lambda.Running;

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
        $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(24, lowercase: true)};Parent={RandomNumberGenerator.GetHexString(16, lowercase: true)};Sampled=0";
}
