namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>Kinds of words in a statement.</summary>
internal enum SqlTokenKind
{
    /// <summary>A name or a word of SQL.</summary>
    Word,

    /// <summary>Text in quotes.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Punctuation or an operator.</summary>
    Sign,

    /// <summary>Behind the last one.</summary>
    End,
}
