using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>A line that a server named as the reason of a refusal.</summary>
/// <param name="Number">Its number in the request, from 1; 0 where the server quotes the line instead.</param>
/// <param name="Text">The line, as far as the server quotes it.</param>
/// <param name="Reason">What is wrong with it.</param>
internal readonly record struct NamedLine(int Number, string Text, string Reason);

/// <summary>
/// Reads what servers say of errors: 1.x <c>{"error": …}</c>, 2.x <c>{"code": …, "message": …, "line": …}</c>, 3.x
/// <c>{"error": …, "data": [{"original_line", "line_number", "error_message"}]}</c>, and plain text.
/// </summary>
internal static partial class InfluxDbAnswer
{
    /// <summary>The message in words, on one line.</summary>
    public static string Message(string body)
    {
        var text = Parse(body, root => Text(root, "message") ?? Text(root, "error") ?? Nested(root)) ?? body;
        text = WhiteSpace().Replace(text, " ").Trim();
        return text.Length == 0 ? "no reason given" : text.Length <= 1000 ? text : text[..1000] + "…";

        // An application gateway's {"error": {"message": ...}}.
        static string? Nested(JsonElement root) =>
            root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? Text(error, "message") : null;
    }

    /// <summary>The lines that an answer to a write names; none where it does not tell them apart.</summary>
    public static IReadOnlyList<NamedLine> Lines(string body)
    {
        var found = new List<NamedLine>();
        Parse(body, root =>
        {
            if (root.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            {
                // A list where the rest was written, and one line by itself where nothing was.
                JsonElement[] lines = data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray()] : [data];
                foreach (var each in lines.Where(each => each.ValueKind == JsonValueKind.Object))
                {
                    found.Add(new NamedLine(Number(each, "line_number"), Text(each, "original_line") ?? "", Text(each, "error_message") ?? "rejected"));
                }
            }
            else if ((Text(root, "error") ?? Text(root, "message")) is { } message)
            {
                foreach (Match match in UnableToParse().Matches(message))
                {
                    found.Add(new NamedLine(0, match.Groups["line"].Value, "unable to parse: " + match.Groups["reason"].Value));
                }
            }

            return null;
        });
        return found;
    }

    /// <summary>How many lines 1.x and 2.x say that they dropped; null where the answer does not say.</summary>
    public static int? Dropped(string message) =>
        DroppedCount().Match(message) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static string? Parse(string body, Func<JsonElement, string?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : null;
        }
        catch (JsonException)
        {
            // Proxies answer in text and HTML.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A string that is not valid UTF-16 once unescaped.
            return null;
        }
    }

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"unable to parse '(?<line>.*?)': (?<reason>[^\n]*?)(?= dropped=\d+\s*$|\n|$)", RegexOptions.Singleline)]
    private static partial Regex UnableToParse();

    [GeneratedRegex(@"\bdropped=(\d+)(?: for database: .*)?\s*$")]
    private static partial Regex DroppedCount();
}
