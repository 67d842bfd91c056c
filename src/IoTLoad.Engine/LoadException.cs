namespace IoTLoad.Engine;

/// <summary>What kind of mistake or fault stopped a test, so that a caller can map it (PowerShell: to an ErrorCategory).</summary>
public enum LoadErrorKind
{
    /// <summary>A value that cannot be used; nothing was started.</summary>
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

/// <summary>
/// An error with a stable ID, what it concerns, and what to do about it. Its texts name fields of a plan by
/// <see cref="Plan.PlanField"/>.
/// </summary>
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

    /// <summary>The scenario of the plan that it concerns; null if it concerns none alone.</summary>
    public string? Scenario { get; private init; }

    /// <summary>The same error, said of a scenario; as it is if that is null or the error names one already.</summary>
    public LoadException In(string? scenario) => scenario is null || Scenario is not null
        ? this
        : new LoadException(ErrorId, Kind, $"Scenario '{scenario}': {Message}", RecommendedAction, Target, this) { Scenario = scenario };

    /// <summary>An error of kind <see cref="LoadErrorKind.InvalidInput"/>.</summary>
    /// <inheritdoc cref="LoadException(string, LoadErrorKind, string, string, object?, Exception?)"/>
    public static LoadException InvalidInput(
        string errorId, InvariantText message, InvariantText recommendedAction, object? target = null, Exception? inner = null) =>
        new(errorId, LoadErrorKind.InvalidInput, message.Take(), recommendedAction.Take(), target, inner);

    /// <summary>An error of kind <see cref="LoadErrorKind.NotFound"/>.</summary>
    /// <inheritdoc cref="LoadException(string, LoadErrorKind, string, string, object?, Exception?)"/>
    public static LoadException NotFound(
        string errorId, InvariantText message, InvariantText recommendedAction, object? target = null, Exception? inner = null) =>
        new(errorId, LoadErrorKind.NotFound, message.Take(), recommendedAction.Take(), target, inner);

    /// <summary>An error of kind <see cref="LoadErrorKind.AccessDenied"/>.</summary>
    /// <inheritdoc cref="LoadException(string, LoadErrorKind, string, string, object?, Exception?)"/>
    public static LoadException AccessDenied(
        string errorId, InvariantText message, InvariantText recommendedAction, object? target = null, Exception? inner = null) =>
        new(errorId, LoadErrorKind.AccessDenied, message.Take(), recommendedAction.Take(), target, inner);

    /// <summary>An error of kind <see cref="LoadErrorKind.ResourceExhausted"/>.</summary>
    /// <inheritdoc cref="LoadException(string, LoadErrorKind, string, string, object?, Exception?)"/>
    public static LoadException ResourceExhausted(
        string errorId, InvariantText message, InvariantText recommendedAction, object? target = null, Exception? inner = null) =>
        new(errorId, LoadErrorKind.ResourceExhausted, message.Take(), recommendedAction.Take(), target, inner);

    /// <summary>An error of kind <see cref="LoadErrorKind.SecurityFailed"/>.</summary>
    /// <inheritdoc cref="LoadException(string, LoadErrorKind, string, string, object?, Exception?)"/>
    public static LoadException SecurityFailed(
        string errorId, InvariantText message, InvariantText recommendedAction, object? target = null, Exception? inner = null) =>
        new(errorId, LoadErrorKind.SecurityFailed, message.Take(), recommendedAction.Take(), target, inner);

    /// <summary>An error of kind <see cref="LoadErrorKind.AuthenticationFailed"/>.</summary>
    /// <inheritdoc cref="LoadException(string, LoadErrorKind, string, string, object?, Exception?)"/>
    public static LoadException AuthenticationFailed(
        string errorId, InvariantText message, InvariantText recommendedAction, object? target = null, Exception? inner = null) =>
        new(errorId, LoadErrorKind.AuthenticationFailed, message.Take(), recommendedAction.Take(), target, inner);

    /// <summary>The same error with other words, such as a front end's names for the fields of a plan; this one is inside it.</summary>
    public LoadException InWords(Func<string, string> render)
    {
        ArgumentNullException.ThrowIfNull(render);
        var (message, action) = (render(Message), render(RecommendedAction));
        return message == Message && action == RecommendedAction
            ? this : new LoadException(ErrorId, Kind, message, action, Target, this) { Scenario = Scenario };
    }
}
