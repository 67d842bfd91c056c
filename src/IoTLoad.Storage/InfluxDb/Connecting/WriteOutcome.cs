using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>What became of a write.</summary>
internal enum WriteStatus
{
    /// <summary>Every line is stored.</summary>
    Accepted,

    /// <summary>Some lines or all cannot be stored, now or later.</summary>
    Rejected,

    /// <summary>The request was too large; a part of it may not be.</summary>
    TooLarge,

    /// <summary>Nothing is wrong with the request; later it may succeed.</summary>
    Retry,

    /// <summary>The server takes nothing from us until somebody changes something: a token, a bucket.</summary>
    Refused,
}

/// <summary>What became of a write, and why.</summary>
internal sealed record WriteOutcome
{
    public WriteStatus Status { get; init; }

    /// <summary>What the server said of rejected lines.</summary>
    public string Message { get; init; } = "";

    /// <summary>The rejected lines, where the server names them.</summary>
    public IReadOnlyList<NamedLine> Lines { get; init; } = [];

    /// <summary>How many lines were dropped, where the server says.</summary>
    public int? Dropped { get; init; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why nothing was written, for <see cref="WriteStatus.Retry"/> and <see cref="WriteStatus.Refused"/>.</summary>
    public LoadException? Error { get; init; }
}
