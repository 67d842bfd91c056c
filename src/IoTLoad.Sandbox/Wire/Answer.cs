namespace IoTLoad.Sandbox.Wire;

/// <summary>What an operation answers with.</summary>
internal sealed record Answer
{
    /// <summary>Nothing but that it succeeded.</summary>
    public static readonly Answer Nothing = new();

    /// <summary>Output; null where the operation has none.</summary>
    public Document? Output { get; init; }

    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>In REST, a body that is no document.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>In REST, output that travels in headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>An answer that is a document.</summary>
    public static Answer Of(Document output) => new() { Output = output };
}
