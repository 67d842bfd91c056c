using System.Text;

namespace IoTLoad.Sandbox.Services.Logs;

/// <summary>
/// A filter pattern of terms: events must have all of them, and none of those with a minus; of those with a question mark, one
/// is enough. A term in quotation marks may have any characters.
/// </summary>
internal sealed class FilterPattern
{
    private readonly List<string> _all = [];
    private readonly List<string> _none = [];
    private readonly List<string> _any = [];

    /// <exception cref="InvalidInputException">The sandbox does not know its kind.</exception>
    public static FilterPattern Parse(string? text)
    {
        var pattern = new FilterPattern();
        var rest = (text ?? "").Trim();
        InvalidInputException.ThrowIf(
            rest is ['{' or '[' or '%', ..], $"The sandbox only knows filter patterns of terms, and not '{rest}'.");
        for (var i = 0; i < rest.Length;)
        {
            if (rest[i] == ' ')
            {
                i++;
                continue;
            }

            var kind = rest[i] is '-' or '?' ? rest[i++] : '+';
            var term = Term(rest, ref i);
            (kind switch { '-' => pattern._none, '?' => pattern._any, _ => pattern._all }).Add(term);
        }

        return pattern;
    }

    /// <summary>Whether an event's text fits.</summary>
    public bool Fits(string message) =>
        _all.TrueForAll(term => message.Contains(term, StringComparison.Ordinal))
        && !_none.Exists(term => message.Contains(term, StringComparison.Ordinal))
        && (_any.Count == 0 || _any.Exists(term => message.Contains(term, StringComparison.Ordinal)));

    private static string Term(string text, ref int i)
    {
        var term = new StringBuilder();
        if (i < text.Length && text[i] == '"')
        {
            for (i++; i < text.Length && text[i] != '"'; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length)
                {
                    i++;
                }

                term.Append(text[i]);
            }

            InvalidInputException.ThrowIf(i++ >= text.Length, "Invalid filter pattern: a quotation mark has no second one.");
            return term.ToString();
        }

        while (i < text.Length && text[i] != ' ')
        {
            InvalidInputException.ThrowIf(!char.IsLetterOrDigit(text[i]) && text[i] != '_',
                $"Invalid filter pattern: a term with '{text[i]}' has to be in quotation marks.");
            term.Append(text[i++]);
        }

        return term.ToString();
    }
}
