namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>A word of a statement.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Text">Its text; of a string, what stands between the quotes.</param>
/// <param name="Position">Where it begins, from 0.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Position)
{
    /// <summary>Whether it is this word of SQL, in letters of any case.</summary>
    public bool Is(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is this sign.</summary>
    public bool IsSign(string sign) => Kind == SqlTokenKind.Sign && Text == sign;
}
