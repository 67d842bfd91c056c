using System.Text.RegularExpressions;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>Cuts a statement into its words.</summary>
internal static partial class SqlLexer
{
    // The groups are called as the kinds of words. A quote inside a string is written twice.
    [GeneratedRegex(
        """\G\s*((?<String>'(?>([^']|'')*)'|"(?>([^"]|"")*)")|(?<Number>[0-9]+(\.[0-9]+)?)|(?<Word>[\p{L}_$][\p{L}\p{Nd}_$]*)|"""
            + "(?<Sign><>|<=|>=|!=|[*,().=<>-]))",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Token { get; }

    /// <summary>The words, and the end.</summary>
    /// <exception cref="RefusedException">There is a character that no word begins with, or a string that does not end.</exception>
    public static IReadOnlyList<SqlToken> Read(string sql)
    {
        var tokens = new List<SqlToken>();
        var end = 0;
        foreach (Match match in Token.Matches(sql))
        {
            var word = match.Groups.Values.Skip(1).First(group => group.Success);
            var quote = word.Value[..1];
            var isString = word.Name == nameof(SqlTokenKind.String);
            var text = isString ? word.Value[1..^1].Replace(quote + quote, quote, StringComparison.Ordinal) : word.Value;
            tokens.Add(new SqlToken(Enum.Parse<SqlTokenKind>(word.Name), text, word.Index));
            end = match.Index + match.Length;
        }

        var rest = sql[end..].TrimStart();
        var position = sql.Length - rest.Length;
        tokens.Add(new SqlToken(SqlTokenKind.End, "", position));
        return rest switch
        {
            "" => tokens,
            ['\'' or '"', ..] => throw SqlError.At(sql, position, "The string that begins here does not end."),
            _ => throw SqlError.At(sql, position, $"'{rest[0]}' means nothing here."),
        };
    }
}

/// <summary>A word of a statement.</summary>
/// <param name="Text">Its text; of a string, what stands between the quotes.</param>
/// <param name="Position">Where it begins, from 0.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Position)
{
    /// <summary>Whether it is this word of SQL, in letters of any case.</summary>
    public bool Is(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSign(string sign) => Kind == SqlTokenKind.Sign && Text == sign;
}

/// <summary>Kinds of words in a statement.</summary>
internal enum SqlTokenKind
{
    /// <summary>A name or a word of SQL.</summary>
    Word,

    /// <summary>Text in quotes.</summary>
    String,

    Number,

    /// <summary>Punctuation or an operator.</summary>
    Sign,

    /// <summary>Behind the last one.</summary>
    End,
}

/// <summary>What is said about a statement that is not understood.</summary>
internal static class SqlError
{
    /// <summary>AWS's error, with the place in the text.</summary>
    /// <param name="position">Where, from 0.</param>
    /// <param name="message">What is wrong there.</param>
    public static RefusedException At(string sql, int position, string message)
    {
        var before = sql.AsSpan(0, Math.Min(position, sql.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new RefusedException(400, "SqlParseException", $"Line {line}, column {column}: {message}");
    }
}
