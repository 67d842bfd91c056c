using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Reports;

/// <summary>What a failure happened to.</summary>
public enum FailureKind
{
    /// <summary>A connection attempt.</summary>
    Connect,

    /// <summary>A subscription.</summary>
    Subscribe,

    /// <summary>A connection that was up.</summary>
    Disconnect,

    /// <summary>A message.</summary>
    Publish,
}

/// <summary>How often something failed for one reason.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Reason">A stable name, such as <c>ConnectionRefused</c> or <c>NotAuthorized</c>.</param>
/// <param name="Count">How often.</param>
/// <param name="Example">The first occurrence in words, with its device and endpoint.</param>
public sealed record FailureCount(FailureKind Kind, string Reason, long Count, string Example)
{
    /// <summary>Failures by kind and reason, most frequent first; the example is that of the first.</summary>
    public static List<FailureCount> Merge(IEnumerable<FailureCount> failures) =>
    [
        .. failures.GroupBy(failure => (failure.Kind, failure.Reason))
            .Select(group => group.First() with { Count = group.Sum(failure => failure.Count) })
            .OrderByDescending(failure => failure.Count)
            .ThenBy(failure => failure.Kind)
            .ThenBy(failure => failure.Reason, StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public override string ToString() => Text($"{Count} {Kind} {Reason}");
}

/// <summary>Why a test could not run, kept with its result so that it can still be told in another session.</summary>
/// <param name="ErrorId">Stable name, such as <c>ConnectionRefused</c>.</param>
/// <param name="Kind">Kind of error.</param>
/// <param name="Message">What was wrong, and where.</param>
/// <param name="RecommendedAction">What to do about it.</param>
public sealed record RunFault(string ErrorId, LoadErrorKind Kind, string Message, string RecommendedAction)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ErrorId}: {Message}";

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
