using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>What is said about a statement that is not understood.</summary>
internal static class SqlError
{
    /// <summary>AWS's error, with the place in the text.</summary>
    /// <param name="sql">Statement.</param>
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
