using System.Text.RegularExpressions;

namespace IoTLoad.Sandbox.Services.Logs;

/// <summary>
/// A filter pattern of terms: events must have all of them, and none of those with a minus; of those with a question mark, one
/// is enough. A term in quotation marks may have any characters.
/// </summary>
internal sealed partial class FilterPattern
{
    private readonly ILookup<string, string> _terms;

    private FilterPattern(ILookup<string, string> terms)
    {
        _terms = terms;
    }

    // A sign or none, and a term in quotation marks, in which a backslash escapes, or of letters, digits and underscores.
    [GeneratedRegex("""\G *(?<sign>[-?]?)("(?<quoted>(\\.|[^"\\])*)"|(?<term>[\p{L}\p{Nd}_]+)(?= |$))""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Term { get; }

    [GeneratedRegex(@"\\(.)", RegexOptions.Singleline)]
    private static partial Regex Escape { get; }

    /// <exception cref="InvalidInputException">The sandbox does not know its kind.</exception>
    public static FilterPattern Parse(string? text)
    {
        var pattern = (text ?? "").Trim();
        InvalidInputException.ThrowIf(
            pattern is ['{' or '[' or '%', ..], $"The sandbox only knows filter patterns of terms, and not '{pattern}'.");
        var terms = Term.Matches(pattern);
        var rest = pattern[terms.Sum(term => term.Length)..].Trim();
        InvalidInputException.ThrowIf(rest.TrimStart('-', '?') is ['"', ..], "Invalid filter pattern: a quotation mark has no second one.");
        InvalidInputException.ThrowIf(rest.Length > 0, $"Invalid filter pattern: '{rest}' has to be in quotation marks.");
        return new FilterPattern(terms.ToLookup(
            term => term.Groups["sign"].Value,
            term => term.Groups["term"].Value + Escape.Replace(term.Groups["quoted"].Value, "$1")));
    }

    /// <summary>Whether an event's text fits.</summary>
    public bool Fits(string message) =>
        _terms[""].All(Has(message)) && !_terms["-"].Any(Has(message)) && (!_terms.Contains("?") || _terms["?"].Any(Has(message)));

    private static Func<string, bool> Has(string message) => term => message.Contains(term, StringComparison.Ordinal);
}
