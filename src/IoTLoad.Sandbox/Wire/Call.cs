using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>A call of an operation, verified and taken apart.</summary>
internal sealed class Call
{
    /// <summary>Who calls.</summary>
    public required Principal Principal { get; init; }

    /// <summary>The request as it came.</summary>
    public required SignedRequest Request { get; init; }

    /// <summary>Input: members of the body, and in REST those of the path and the query too.</summary>
    public required Document Input { get; init; }

    /// <summary>ID of the request.</summary>
    public required string RequestId { get; init; }

    /// <summary>Ends when the caller has gone or the sandbox stops.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>A header's value.</summary>
    /// <returns>Null where the request has none of the name.</returns>
    public string? Header(string name) => RequestSignature.Header(Request, name);
}
