using System.Runtime.CompilerServices;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Reads Flux's annotated CSV (docs.influxdata.com, "Annotated CSV"): tables apart by empty lines, each with annotations
/// (<c>#datatype</c>, <c>#group</c>, <c>#default</c>), a header and rows. The first column is the annotations' own.
/// </summary>
internal static class AnnotatedCsv
{
    /// <exception cref="AnswerFormatException">The answer is not annotated CSV.</exception>
    /// <exception cref="AnswerErrorException">The answer is, or ends in, a table of an error.</exception>
    public static async IAsyncEnumerable<ResultRow> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        IReadOnlyList<string>? columns = null;
        IReadOnlyList<string> defaults = [];
        await foreach (var record in CsvRecords.ReadAsync(stream, cancellation))
        {
            if (record is [""])
            {
                columns = null;
                defaults = [];
            }
            else if (record[0].StartsWith('#'))
            {
                columns = null;
                if (record[0] == "#default")
                {
                    defaults = [.. record.Skip(1)];
                }
            }
            else if (columns is null)
            {
                columns = record[0].Length == 0 && record.Count > 1
                    ? [.. record.Skip(1)]
                    : throw new AnswerFormatException($"'{record[0]}' begins no table");
            }
            else if (record.Count != columns.Count + 1)
            {
                throw new AnswerFormatException(FormattableString.Invariant($"a row has {record.Count - 1} values for {columns.Count} columns"));
            }
            else if (columns is ["error", ..])
            {
                throw new AnswerErrorException(record[1]);
            }
            else
            {
                yield return new ResultRow(columns, [.. record.Skip(1).Select(Value)], ResultRow.NoTags);
            }
        }

        string? Value(string text, int column) =>
            text.Length > 0 ? text : column < defaults.Count && defaults[column].Length > 0 ? defaults[column] : null;
    }
}
