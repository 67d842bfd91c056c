using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Runs;

/// <summary>The errors of the run store.</summary>
internal static class StoreErrors
{
    /// <summary>Writes to the store.</summary>
    /// <exception cref="LoadException"><c>RunNotWritten</c>.</exception>
    public static void Write(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path, exception);
        }
    }

    public static LoadException NotFound(string id, string root) => LoadException.NotFound(
        "RunNotFound", $"There is no test with the ID '{id}' in '{root}'.",
        "List the tests that there are with Get-IoTLoadTest. If the test was stored elsewhere, set IOTLOAD_HOME to that folder.",
        id);

    public static LoadException Damaged(string id, string file, long? line, string problem, Exception? inner = null)
    {
        var where = line is null ? "" : Text($", line {line}");
        return new LoadException(
            "RunDamaged", LoadErrorKind.DataDamaged, $"The stored test '{id}' is damaged: '{file}'{where}: {problem}.",
            "Restore the file from a copy, or remove the test with Remove-IoTLoadTest.", id, inner);
    }

    public static LoadException InvalidId(string id) => LoadException.InvalidInput(
        "InvalidRunId", $"'{id}' cannot be the ID of a test.",
        "Use up to 100 letters, digits, '-', '_' and '.', beginning with a letter or digit.", id);

    public static LoadException Exists(string id) => new(
        "RunExists", LoadErrorKind.InvalidState, $"There already is a stored test with the ID '{id}'.",
        "Choose another ID, or remove the older test with Remove-IoTLoadTest.", id);

    public static LoadException IsRunning(string id) => new(
        "RunIsRunning", LoadErrorKind.InvalidState, $"The test '{id}' is running in another session.",
        "Stop it first with Stop-IoTLoadTest.", id);

    public static LoadException IsNotRunning(string id, RunState state) => new(
        "RunIsNotRunning", LoadErrorKind.InvalidState, $"The test '{id}' is not running ({state}) and cannot be stopped.",
        "List the running tests with Get-IoTLoadTest -State Running.", id);

    public static LoadException NotWritten(string path, Exception inner) => new(
        "RunNotWritten",
        inner is UnauthorizedAccessException ? LoadErrorKind.AccessDenied : LoadErrorKind.ResourceExhausted,
        $"The test cannot be stored in '{path}': {inner.Message}",
        "Make room there and see that you may write to it, or set IOTLOAD_HOME to another folder.",
        path,
        inner);
}
