namespace IoTLoad.Engine;

/// <summary>What kind of mistake or fault stopped a test, so that a caller can map it (PowerShell: to an ErrorCategory).</summary>
public enum LoadErrorKind
{
    /// <summary>A value that makes no sense; nothing was started.</summary>
    InvalidInput,

    /// <summary>A file, host or ID that does not exist.</summary>
    NotFound,

    /// <summary>A file that may not be read or written.</summary>
    AccessDenied,

    /// <summary>Something the machine has too little of.</summary>
    ResourceExhausted,

    /// <summary>The platform could not be reached.</summary>
    ConnectionFailed,

    /// <summary>TLS failed.</summary>
    SecurityFailed,

    /// <summary>The platform refused.</summary>
    AuthenticationFailed,

    /// <summary>Stored data that cannot be read.</summary>
    DataDamaged,

    /// <summary>Not allowed in this state.</summary>
    InvalidState,
}

/// <summary>An error with a stable ID, what it concerns, and what to do about it.</summary>
public sealed class LoadException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">Stable name, such as <c>UnknownHost</c>.</param>
    /// <param name="kind">Kind of error.</param>
    /// <param name="message">What was wrong, and where.</param>
    /// <param name="recommendedAction">What to write or do instead.</param>
    /// <param name="target">The value that it concerns.</param>
    /// <param name="inner">Underlying fault.</param>
    public LoadException(
        string errorId, LoadErrorKind kind, string message, string recommendedAction, object? target = null, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        Kind = kind;
        RecommendedAction = recommendedAction;
        Target = target;
    }

    /// <summary>Stable name, such as <c>UnknownHost</c>.</summary>
    public string ErrorId { get; }

    /// <summary>Kind of error.</summary>
    public LoadErrorKind Kind { get; }

    /// <summary>What to write or do instead.</summary>
    public string RecommendedAction { get; }

    /// <summary>The value that it concerns.</summary>
    public object? Target { get; }
}
