using System.Runtime.CompilerServices;
using System.Text;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Reads CSV (RFC 4180) record by record while it comes in. An empty line is a record of one empty value.</summary>
internal static class CsvRecords
{
    /// <summary>Longest value, characters: what is longer is no metric.</summary>
    private const int MaxValue = 16 * 1024 * 1024;

    private enum At
    {
        Start,
        Plain,
        Quoted,
        QuoteInQuoted,
    }

    /// <exception cref="AnswerFormatException">A quote is where none may be, or never closed.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var text = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 32 * 1024, leaveOpen: true);
        var buffer = new char[32 * 1024];
        var record = new List<string>();
        var value = new StringBuilder();
        var at = At.Start;
        var begun = false;
        for (int count; (count = await text.ReadAsync(buffer, cancellation)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                begun = true;
                if (Step(buffer[i], ref at, value, record))
                {
                    yield return record;
                    record = [];
                    begun = false;
                }
            }
        }

        if (at == At.Quoted)
        {
            throw new AnswerFormatException("a quoted value has no end");
        }

        if (begun)
        {
            EndValue(value, record);
            yield return record;
        }
    }

    /// <returns>Whether the record is complete.</returns>
    private static bool Step(char each, ref At at, StringBuilder value, List<string> record)
    {
        switch (at, each)
        {
            case (At.Quoted, '"'):
                at = At.QuoteInQuoted;
                return false;
            case (At.Quoted, _):
                Append(value, each);
                return false;
            case (At.QuoteInQuoted, '"'):
                Append(value, each);
                at = At.Quoted;
                return false;
            case (At.Start, '"'):
                at = At.Quoted;
                return false;
            case (_, ','):
                EndValue(value, record);
                at = At.Start;
                return false;
            case (_, '\n'):
                EndValue(value, record);
                at = At.Start;
                return true;
            case (At.QuoteInQuoted, '\r'):
                return false;
            case (At.QuoteInQuoted, _):
                throw new AnswerFormatException("a quoted value goes on behind its quote");
            case (At.Plain, '"'):
                throw new AnswerFormatException("a quote stands within a value");
            default:
                Append(value, each);
                at = At.Plain;
                return false;
        }
    }

    private static void Append(StringBuilder value, char each)
    {
        if (value.Length >= MaxValue)
        {
            throw new AnswerFormatException("a value is too long");
        }

        value.Append(each);
    }

    private static void EndValue(StringBuilder value, List<string> record)
    {
        // A line may end in CRLF; the one of a quoted value is not in it.
        if (value.Length > 0 && value[^1] == '\r')
        {
            value.Length--;
        }

        record.Add(value.ToString());
        value.Clear();
    }
}
