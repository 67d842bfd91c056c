using System.Management.Automation;
using IoTLoad.Engine;

namespace IoTLoad.PowerShell.Errors;

/// <summary>Turns what went wrong into PowerShell's form of it.</summary>
internal static class LoadErrorRecord
{
    private const int LongestTarget = 60;

    /// <summary>Makes an error record with the exception's own ID, the category of its kind, and its recommended action.</summary>
    public static ErrorRecord Of(Exception exception) =>
        exception is LoadException error && error.InWords(ParameterNames.Render) is var load
        ? Of(load, load.ErrorId, CategoryOf(load.Kind), load.RecommendedAction, load.Target)
        : Of(
            exception, "GeneratorFailed", ErrorCategory.NotSpecified,
            "What was measured until then is in the run store (Get-IoTLoadTest). Please report this with the stack trace that "
                + "Get-Error shows.", null);

    public static ErrorRecord Of(Exception exception, string errorId, ErrorCategory category, string recommendedAction, object? target) =>
        new(exception, errorId, category, target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = recommendedAction },
            CategoryInfo = { TargetName = Short($"{target}") },
        };

    // One line of an error view: a whole plan or a template has no place in it.
    private static string Short(string text) =>
        text.ReplaceLineEndings(" ") is var line && line.Length <= LongestTarget ? line : string.Concat(line.AsSpan(0, LongestTarget), "…");

    private static ErrorCategory CategoryOf(LoadErrorKind kind) => kind switch
    {
        LoadErrorKind.InvalidInput => ErrorCategory.InvalidArgument,
        LoadErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        LoadErrorKind.AccessDenied => ErrorCategory.PermissionDenied,
        LoadErrorKind.ResourceExhausted => ErrorCategory.ResourceUnavailable,
        LoadErrorKind.ConnectionFailed => ErrorCategory.ConnectionError,
        LoadErrorKind.SecurityFailed => ErrorCategory.SecurityError,
        LoadErrorKind.AuthenticationFailed => ErrorCategory.AuthenticationError,
        LoadErrorKind.DataDamaged => ErrorCategory.InvalidData,
        LoadErrorKind.InvalidState => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}
