namespace IoTLoad.Storage.InfluxDb;

/// <summary>A row of an answer, whatever it was encoded in.</summary>
/// <param name="Columns">Names of the columns; shared by the rows of a table.</param>
/// <param name="Values">A value each, as text; null where there is none.</param>
/// <param name="Tags">Tags that hold for the whole table; shared, too.</param>
internal sealed record ResultRow(IReadOnlyList<string> Columns, IReadOnlyList<string?> Values, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>No tags.</summary>
    public static IReadOnlyDictionary<string, string> NoTags { get; } = new Dictionary<string, string>();
}

/// <summary>An answer that is not what its encoding promises.</summary>
internal sealed class AnswerFormatException(string message, Exception? inner = null) : FormatException(message, inner);

/// <summary>An error that a server reports within an answer.</summary>
internal sealed class AnswerErrorException(string message) : Exception(message);

/// <summary>The server left out a part of the answer, and says so.</summary>
internal sealed class AnswerCutException() : Exception("The answer is incomplete.");
