using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>A call of an operation, verified and taken apart.</summary>
internal sealed class Call
{
    public required Principal Principal { get; init; }

    /// <summary>The request as it came.</summary>
    public required SignedRequest Request { get; init; }

    /// <summary>Input: members of the body, and in REST those of the path and the query too.</summary>
    public required Document Input { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Ends when the caller has gone or the sandbox stops.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <returns>Null where the request has none of the name.</returns>
    public string? Header(string name) => RequestSignature.Header(Request, name);
}

/// <summary>What an operation answers with.</summary>
internal sealed record Answer
{
    /// <summary>Nothing but that it succeeded.</summary>
    public static readonly Answer Nothing = new();

    /// <summary>Output; null where the operation has none.</summary>
    public Document? Output { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>In REST, a body that is no document.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>In REST, output that travels in headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static Answer Of(Document output) => new() { Output = output };
}

/// <param name="Name">Name, such as <c>CreateThing</c>.</param>
/// <param name="Resource">ARN that policies have to allow the action on; null where nobody needs permission for it.</param>
/// <param name="Action">Action that policies have to allow; null for the service's prefix and the name.</param>
internal sealed record ServiceOperation(
    string Name, Func<Call, ValueTask<Answer>> Handle, Func<Call, string>? Resource, string? Action = null);
