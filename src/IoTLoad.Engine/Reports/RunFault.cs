namespace IoTLoad.Engine.Reports;

/// <summary>Why a test could not run, kept with its result so that it can still be told in another session.</summary>
/// <param name="ErrorId">Stable name, such as <c>ConnectionRefused</c>.</param>
/// <param name="Kind">Kind of error.</param>
/// <param name="Message">What was wrong, and where.</param>
/// <param name="RecommendedAction">What to do about it.</param>
public sealed record RunFault(string ErrorId, LoadErrorKind Kind, string Message, string RecommendedAction)
{
    /// <summary>Keeps what an exception says.</summary>
    public static RunFault Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is LoadException load
            ? new RunFault(load.ErrorId, load.Kind, load.Message, load.RecommendedAction)
            : new RunFault("GeneratorFailed", LoadErrorKind.InvalidState, exception.Message, "This is a bug of IoTLoad; please report it.");
    }

    /// <summary>The fault as an exception.</summary>
    public LoadException ToException() => new(ErrorId, Kind, Message, RecommendedAction);
}
