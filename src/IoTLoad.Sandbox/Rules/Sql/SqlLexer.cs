using System.Text;
using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>Cuts a statement into its words.</summary>
internal static class SqlLexer
{
    private static readonly string[] Signs = ["<>", "<=", ">=", "!=", "*", ",", "(", ")", ".", "=", "<", ">", "-"];

    /// <summary>The words, and the end.</summary>
    /// <exception cref="Identity.RefusedException">There is a character that no word begins with, or a string that does not
    /// end.</exception>
    public static IReadOnlyList<SqlToken> Read(string sql)
    {
        var tokens = new List<SqlToken>();
        var at = 0;
        while (true)
        {
            while (at < sql.Length && char.IsWhiteSpace(sql[at]))
            {
                at++;
            }

            if (at == sql.Length)
            {
                tokens.Add(new SqlToken(SqlTokenKind.End, "", at));
                return tokens;
            }

            var start = at;
            var first = sql[at];
            if (first is '\'' or '"')
            {
                tokens.Add(new SqlToken(SqlTokenKind.String, ReadString(sql, ref at), start));
            }
            else if (char.IsAsciiDigit(first))
            {
                at = EndOfNumber(sql, at);
                tokens.Add(new SqlToken(SqlTokenKind.Number, sql[start..at], start));
            }
            else if (char.IsLetter(first) || first is '_' or '$')
            {
                while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$'))
                {
                    at++;
                }

                tokens.Add(new SqlToken(SqlTokenKind.Word, sql[start..at], start));
            }
            else if (Array.Find(Signs, sign => string.CompareOrdinal(sql, start, sign, 0, sign.Length) == 0) is { } sign)
            {
                at += sign.Length;
                tokens.Add(new SqlToken(SqlTokenKind.Sign, sign, start));
            }
            else
            {
                throw SqlError.At(sql, at, $"'{first}' means nothing here.");
            }
        }
    }

    // A quote inside is written twice.
    private static string ReadString(string sql, ref int at)
    {
        var start = at;
        var quote = sql[at++];
        var text = new StringBuilder();
        while (at < sql.Length)
        {
            var c = sql[at++];
            if (c != quote)
            {
                text.Append(c);
            }
            else if (at < sql.Length && sql[at] == quote)
            {
                text.Append(quote);
                at++;
            }
            else
            {
                return text.ToString();
            }
        }

        throw SqlError.At(sql, start, "The string that begins here does not end.");
    }

    private static int EndOfNumber(string sql, int at)
    {
        while (at < sql.Length && char.IsAsciiDigit(sql[at]))
        {
            at++;
        }

        if (at + 1 < sql.Length && sql[at] == '.' && char.IsAsciiDigit(sql[at + 1]))
        {
            at++;
            while (at < sql.Length && char.IsAsciiDigit(sql[at]))
            {
                at++;
            }
        }

        return at;
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
