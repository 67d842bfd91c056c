using System.Runtime.CompilerServices;
using System.Text;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Reads answers to InfluxQL in CSV: a header <c>name,tags,time,…</c> and rows, and an empty line before each further header.
/// </summary>
internal static class InfluxQlCsv
{
    private const int OwnColumns = 2;

    /// <exception cref="AnswerFormatException">The answer is not InfluxQL's CSV.</exception>
    /// <exception cref="AnswerErrorException">The server reports an error.</exception>
    public static async IAsyncEnumerable<ResultRow> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        IReadOnlyList<string>? columns = null;
        var tagText = "";
        var tags = ResultRow.NoTags;
        await foreach (var record in CsvRecords.ReadAsync(stream, cancellation))
        {
            if (record is [""])
            {
                columns = null;
            }
            else if (columns is null)
            {
                columns = record switch
                {
                    ["name", "tags", ..] => [.. record.Skip(OwnColumns)],
                    ["error", ..] => throw new AnswerErrorException("the answer is a table of errors"),
                    [var only] when only.StartsWith('{') || only.StartsWith("error", StringComparison.Ordinal) => throw new AnswerErrorException(InfluxDbAnswer.Message(only)),
                    _ => throw new AnswerFormatException($"'{record[0]}' begins no table"),
                };
            }
            else if (record.Count != columns.Count + OwnColumns)
            {
                throw new AnswerFormatException(FormattableString.Invariant($"a row has {record.Count - OwnColumns} values for {columns.Count} columns"));
            }
            else
            {
                if (record[1] != tagText)
                {
                    tagText = record[1];
                    tags = Tags(tagText);
                }

                yield return new ResultRow(columns, [.. record.Skip(OwnColumns).Select(value => value.Length == 0 ? null : value)], tags);
            }
        }
    }

    /// <summary>Reads <c>key=value,key=value</c>, escaped as in line protocol.</summary>
    internal static IReadOnlyDictionary<string, string> Tags(string text)
    {
        var tags = new Dictionary<string, string>();
        var key = "";
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length && text[i + 1] is ',' or '=' or ' ':
                    part.Append(text[++i]);
                    break;
                case '=' when key.Length == 0:
                    key = part.ToString();
                    part.Clear();
                    break;
                case ',':
                    Add();
                    break;
                default:
                    part.Append(text[i]);
                    break;
            }
        }

        if (text.Length > 0)
        {
            Add();
        }

        return tags;

        void Add()
        {
            tags[key.Length > 0 ? key : throw new AnswerFormatException($"'{text}' holds no tags")] = part.ToString();
            key = "";
            part.Clear();
        }
    }
}
