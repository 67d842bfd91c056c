using System.Net;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>The errors of talking to InfluxDB; their IDs are stable. No message holds a token or password.</summary>
internal static class InfluxDbErrors
{
    public static LoadException Unreachable(InfluxDbConnection connection, string why, Exception? inner = null) => new(
        "InfluxDbUnreachable", LoadErrorKind.ConnectionFailed,
        $"InfluxDB at {connection.Place} cannot be reached: {why.TrimEnd('.')}." + (inner is null ? "" : EnvironmentProxy.Explain(inner)),
        "Check -InfluxUrl, that the server runs, and that no firewall or proxy is in between.", connection.Place, inner);

    public static LoadException ConnectionLost(InfluxDbConnection connection, string why, Exception? inner = null) => new(
        "InfluxDbConnectionLost", LoadErrorKind.ConnectionFailed,
        $"The connection to InfluxDB at {connection.Place} was cut before its answer was complete: {why.TrimEnd('.')}.",
        "Look at the server and at proxies in between; their limits on time and size are the usual reasons.", connection.Place,
        inner);

    public static LoadException TimedOut(InfluxDbConnection connection, Exception? inner = null) => new(
        "InfluxDbTimeout", LoadErrorKind.ConnectionFailed,
        Text($"InfluxDB at {connection.Place} did not answer within {connection.Timeout.TotalSeconds:0.#} s."),
        "See whether the server is overloaded, or allow it more time.", connection.Place, inner);

    public static LoadException Tls(InfluxDbConnection connection, string why, Exception? inner) => LoadException.SecurityFailed(
        "InfluxDbTlsFailed", $"The TLS handshake with InfluxDB at {connection.Place} failed: {why.TrimEnd('.')}.",
        "Give the authority that issued the server's certificate, and a client certificate if the server wants one.",
        connection.Place, inner);

    public static LoadException NotRecognised(InfluxDbConnection connection, string what) => new(
        "InfluxDbNotRecognised", LoadErrorKind.ConnectionFailed,
        $"What answers at {connection.Place} is not known as InfluxDB: {what.TrimEnd('.')}.",
        "Check the port and path of -InfluxUrl; InfluxDB's own port is 8086 (3.x: 8181).", connection.Place);

    public static LoadException Unauthorized(InfluxDbConnection connection, string answer) => LoadException.AuthenticationFailed(
        "InfluxDbUnauthorized", $"InfluxDB at {connection.Place} refused {Identity(connection)}: {answer.TrimEnd('.')}.",
        connection.Token is null && connection.Username is null
            ? "Give -InfluxToken (2.x and 3.x) or -InfluxCredential (1.x)."
            : $"Check that the token or password is right and may read and write '{connection.Target}'.", connection.Place);

    public static LoadException BucketNotFound(InfluxDbConnection connection, string answer) => LoadException.NotFound(
        "InfluxDbBucketNotFound",
        $"InfluxDB at {connection.Place} has no bucket or database '{connection.Target}': {answer.TrimEnd('.')}.",
        "Create it (2.x: influx bucket create; 1.x: CREATE DATABASE), or correct its name and the organisation's.",
        connection.Target);

    public static LoadException OrgMissing(InfluxDbConnection connection) => LoadException.InvalidInput(
        "InfluxDbOrgMissing", $"InfluxDB at {connection.Place} is of version 2 and needs an organisation.",
        "Give -InfluxOrg, or set INFLUX_ORG.", connection.Place);

    public static LoadException ServerFailed(InfluxDbConnection connection, HttpStatusCode status, string answer) =>
        answer.Contains("no space left", StringComparison.OrdinalIgnoreCase)
            ? LoadException.ResourceExhausted(
                "InfluxDbDiskFull", $"InfluxDB at {connection.Place} has no disk space left: {answer.TrimEnd('.')}.",
                "Make room on the server.", connection.Place)
            : new LoadException(
                "InfluxDbServerFailed", LoadErrorKind.ConnectionFailed,
                Text($"InfluxDB at {connection.Place} answered {(int)status}: {answer.TrimEnd('.')}."),
                "Look in the server's log; a server that is overloaded wants longer intervals or more resources.", connection.Place);

    public static LoadException Refused(InfluxDbConnection connection, HttpStatusCode status, string answer) => LoadException.InvalidInput(
        "InfluxDbRequestRefused", $"InfluxDB at {connection.Place} refused a request with {(int)status}: {answer.TrimEnd('.')}.",
        "Check -InfluxUrl, and that no proxy answers in the server's place.", connection.Place);

    public static LoadException LineRejected(InfluxDbConnection connection, string reason, string line)
    {
        var (id, action) = reason switch
        {
            _ when Says("field type conflict") || Says("invalid column type") || Says("invalid field format") => (
                "InfluxDbFieldTypeConflict",
                "Another program has written the same field with another type: use a measurement or bucket of your own."),
            _ when Says("retention polic") => ("InfluxDbOutsideRetention",
                "The time is older than the bucket keeps: check this machine's clock, or keep data for longer."),
            _ when Says("max-values-per-tag") || Says("max-series-per-database") => (
                "InfluxDbTooManySeries", "The server limits the number of series: write fewer tags, or raise its limit."),
            _ when Says("unable to parse") => ("InfluxDbLineMalformed", "The server cannot read the line: please report this as a bug."),
            _ => ("InfluxDbLineRejected", "See the reason that the server gives."),
        };
        return LoadException.InvalidInput(
            id, $"InfluxDB at {connection.Place} rejected the line '{Short(line)}': {reason.TrimEnd('.')}.", action, line);

        bool Says(string words) => reason.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    public static LoadException QueryFailed(InfluxDbConnection connection, string answer) =>
        answer.Contains("database not found", StringComparison.OrdinalIgnoreCase)
            || answer.Contains("could not find bucket", StringComparison.OrdinalIgnoreCase)
            || answer.Contains("bucket not found", StringComparison.OrdinalIgnoreCase)
            ? BucketNotFound(connection, answer)
            : answer.Contains("not authorized", StringComparison.OrdinalIgnoreCase)
                || answer.Contains("unauthorized", StringComparison.OrdinalIgnoreCase)
            ? Unauthorized(connection, answer)
            : LoadException.InvalidInput(
                "InfluxDbQueryFailed", $"InfluxDB at {connection.Place} could not answer the query: {answer.TrimEnd('.')}.",
                "Check that this version of InfluxDB can read the bucket; the server's log tells more.", connection.Target);

    public static LoadException AnswerMalformed(InfluxDbConnection connection, string why, Exception? inner = null) => new(
        "InfluxDbAnswerMalformed", LoadErrorKind.DataDamaged,
        $"The answer of InfluxDB at {connection.Place} cannot be read: {why.TrimEnd('.')}.",
        "See whether a proxy changes or cuts the answer.", connection.Place, inner);

    public static LoadException AnswerIncomplete(InfluxDbConnection connection) => LoadException.ResourceExhausted(
        "InfluxDbAnswerIncomplete", $"InfluxDB at {connection.Place} left out a part of its answer.",
        "Its setting max-row-limit is too low for the query: raise it, or ask for a shorter time or a longer window.",
        connection.Place);

    public static LoadException ReadNotSupported(InfluxDbConnection connection, InfluxDbServer server) => new(
        "InfluxDbReadNotSupported", LoadErrorKind.InvalidState,
        $"{server.Product} at {connection.Place} takes InfluxDB's writes, but does not answer its queries.",
        "Read the series with that product's own tools, or with -Source Run.", connection.Place);

    public static LoadException InvalidName(string what, string name, string why) => LoadException.InvalidInput(
        "InfluxDbNameInvalid", $"'{name}' cannot be {what}: {why}.",
        "Use letters, digits and underscores, beginning with a letter.", name);

    public static LoadException Spool(string folder, Exception inner) => new(
        "InfluxDbSpoolNotWritten",
        inner is UnauthorizedAccessException ? LoadErrorKind.AccessDenied : LoadErrorKind.ResourceExhausted,
        $"What InfluxDB could not take cannot be kept in '{folder}': {inner.Message}",
        "Make room there, and see that you may write to it.",
        folder,
        inner);

    public static LoadException SpoolInUse(string folder, Exception inner) => new(
        "InfluxDbSpoolInUse", LoadErrorKind.InvalidState, $"Another process is sending what is in '{folder}'.",
        "Wait until the test or the other command has ended.", folder, inner);

    private static string Identity(InfluxDbConnection connection) => connection switch
    {
        { Token: not null } => "the token",
        { Username: { } name } => $"the user '{name}'",
        _ => "a request without a token or password",
    };

    private static string Short(string line) => line.Length <= 200 ? line : line[..200] + "…";
}
