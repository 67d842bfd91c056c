using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>What became of a write.</summary>
internal enum WriteStatus
{
    /// <summary>Every line is stored.</summary>
    Accepted,

    /// <summary>Some or all lines cannot be stored, now or later.</summary>
    Rejected,

    /// <summary>The request was too large; a part of it may not be.</summary>
    TooLarge,

    /// <summary>The same request may succeed later.</summary>
    Retry,

    /// <summary>The server accepts nothing from us until somebody changes something: a token, a bucket.</summary>
    Refused,
}

/// <summary>What became of a write, and why.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">What the server said about rejected lines.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
/// <param name="Error">Why nothing was written, for <see cref="WriteStatus.Retry"/> and <see cref="WriteStatus.Refused"/>.</param>
internal sealed record WriteOutcome(WriteStatus Status, string Message = "", TimeSpan? RetryAfter = null, LoadException? Error = null)
{
    /// <summary>Outcome of a write that got no answer.</summary>
    public static WriteOutcome Of(LoadException error) => new(
        error.Kind == LoadErrorKind.ConnectionFailed && error.ErrorId != "InfluxDbNotRecognised" ? WriteStatus.Retry : WriteStatus.Refused,
        Error: error);
}

/// <summary>
/// Reads what servers say about errors: 1.x <c>{"error": …}</c>, 2.x <c>{"code": …, "message": …}</c>, 3.x
/// <c>{"error": …, "data": [{"error_message"}]}</c>, and plain text.
/// </summary>
internal static partial class InfluxDbAnswer
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>The message, on one line.</summary>
    public static string Message(string body)
    {
        var text = Read(body, root => Text(root, "message") is { } message ? message
            : Text(root, "error") is { } error ? error + Detail(root)
            : root.TryGetProperty("error", out var nested) ? Text(nested, "message") : null) ?? body;
        text = WhiteSpace().Replace(text, " ").Trim();
        return text.Length == 0 ? "no reason given" : text.Length <= 1000 ? text : text[..1000] + "…";

        // A list if the rest was written, and one object if nothing was.
        static string Detail(JsonElement root)
        {
            var data = root.TryGetProperty("data", out var found) ? found : default;
            var first = data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().FirstOrDefault() : data;
            return Text(first, "error_message") is { } detail ? ": " + detail : "";
        }
    }

    /// <summary>What the answer to a write means.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="retryAfter">Its header Retry-After, if it has one.</param>
    public static WriteOutcome OfWrite(InfluxDbConnection connection, HttpStatusCode status, string body, string? retryAfter)
    {
        var message = Message(body);
        return status switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new WriteOutcome(WriteStatus.Accepted),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new WriteOutcome(WriteStatus.Rejected, message),
            HttpStatusCode.RequestEntityTooLarge => new WriteOutcome(WriteStatus.TooLarge, message),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new WriteOutcome(
                WriteStatus.Retry, RetryAfter: Wait(retryAfter), Error: InfluxDbErrors.ServerFailed(connection, status, message)),
            _ => new WriteOutcome(WriteStatus.Refused, Error: Error(connection, status, message)),
        };
    }

    /// <summary>The error that a failed request ends in.</summary>
    public static LoadException Error(InfluxDbConnection connection, HttpStatusCode status, string message) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => InfluxDbErrors.Unauthorized(connection, message),
        HttpStatusCode.NotFound when message.Contains("not found", StringComparison.OrdinalIgnoreCase)
            && !message.Contains("page not found", StringComparison.OrdinalIgnoreCase) =>
                InfluxDbErrors.BucketNotFound(connection, message),
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => InfluxDbErrors.QueryFailed(connection, message),
        >= HttpStatusCode.InternalServerError => InfluxDbErrors.ServerFailed(connection, status, message),
        _ => InfluxDbErrors.Refused(connection, status, message),
    };

    /// <summary>How many lines 1.x and 2.x say that they dropped; 0 if the answer does not say.</summary>
    public static int Dropped(string message) =>
        int.TryParse(DroppedCount().Match(message).Groups[1].Value, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>Reads a JSON object; null if the text is something else, such as a proxy's HTML.</summary>
    public static string? Read(string body, Func<JsonElement, string?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a string that is not valid UTF-16 once unescaped.
            return null;
        }
    }

    /// <summary>A text property of an object; null if it has none.</summary>
    public static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan? Wait(string? retryAfter)
    {
        TimeSpan? wait = int.TryParse(retryAfter, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(retryAfter, CultureInfo.InvariantCulture, out var date) ? date - DateTimeOffset.UtcNow
            : null;
        return wait is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\bdropped=(\d+)(?: for database: .*)?\s*$")]
    private static partial Regex DroppedCount();
}
