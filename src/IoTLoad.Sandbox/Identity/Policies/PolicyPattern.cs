using System.Text;

namespace IoTLoad.Sandbox.Identity.Policies;

/// <summary>
/// A text with the wildcards <c>*</c> (any characters) and <c>?</c> (one character) and variables such as
/// <c>${iot:ClientId}</c>. What a variable stands for has no wildcards.
/// </summary>
internal sealed class PolicyPattern
{
    // Noncharacters of Unicode stand for the wildcards, so that a "*" that a variable stands for stays a "*".
    private const char Run = '\uFFFE';
    private const char One = '\uFFFF';

    private readonly string? _plain;
    private readonly List<(string Text, bool Variable)> _parts;

    private PolicyPattern(List<(string Text, bool Variable)> parts)
    {
        _parts = parts;
        _plain = parts.Exists(part => part.Variable) ? null : string.Concat(parts.Select(part => part.Text));
    }

    /// <exception cref="FormatException">A variable has no end, or a default value, which the sandbox does not know.</exception>
    public static PolicyPattern Parse(string text, bool wildcards = true)
    {
        var parts = new List<(string, bool)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length || text[i + 1] != '{')
            {
                literal.Append(wildcards ? text[i] switch { '*' => Run, '?' => One, var c => c } : text[i]);
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0)
            {
                throw new FormatException($"The policy variable at character {i} of '{text}' has no closing brace.");
            }

            var name = text[(i + 2)..end].Trim();
            i = end;
            if (name is "*" or "?" or "$")
            {
                literal.Append(name);
                continue;
            }

            if (name.Contains(',', StringComparison.Ordinal))
            {
                throw new FormatException($"The sandbox does not know default values of policy variables, as in '${{{name}}}'.");
            }

            parts.Add((literal.ToString(), false));
            parts.Add((name, true));
            literal.Clear();
        }

        parts.Add((literal.ToString(), false));
        return new PolicyPattern(parts);
    }

    /// <summary>Whether the pattern covers a text; it covers none where one of its variables has no value.</summary>
    /// <param name="ignoreCase">Whether capitals do not matter.</param>
    public bool Covers(string text, PolicyRequest request, bool ignoreCase = false) =>
        (_plain ?? Expand(request)) is { } pattern && Covers(pattern, text, ignoreCase);

    private static bool Covers(string pattern, string text, bool ignoreCase)
    {
        int p = 0, t = 0, runAt = -1, resumeAt = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Run)
            {
                runAt = p++;
                resumeAt = t;
            }
            else if (p < pattern.Length && (pattern[p] == One || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (runAt >= 0)
            {
                p = runAt + 1;
                t = ++resumeAt;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == Run)
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool Same(char a, char b, bool ignoreCase) =>
        a == b || (ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b));

    private string? Expand(PolicyRequest request)
    {
        var values = _parts.Select(part => part.Variable ? request.Find(part.Text) : part.Text).ToList();
        return values.Contains(null) ? null : string.Concat(values);
    }
}
