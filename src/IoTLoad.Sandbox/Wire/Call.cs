using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>A call of an operation, verified and taken apart.</summary>
/// <param name="Request">The request as it came.</param>
/// <param name="Input">Input: members of the body, and in REST those of the path and the query too.</param>
internal sealed record Call(Principal Principal, SignedRequest Request, Document Input, string RequestId);

/// <summary>What an operation answers with.</summary>
/// <param name="Output">Output; null where the operation has none.</param>
internal sealed record Answer(Document? Output = null, int Status = 200)
{
    /// <summary>In REST, a body that is no document.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>In REST, output that travels in headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <param name="Name">Name, such as <c>CreateThing</c>.</param>
/// <param name="Resource">ARN that policies have to allow the action on; null where nobody needs permission for it.</param>
/// <param name="Action">Action that policies have to allow; null for the service's prefix and the name.</param>
internal sealed record ServiceOperation(
    string Name, Func<Call, ValueTask<Answer>> Handle, Func<Call, string>? Resource, string? Action = null);
