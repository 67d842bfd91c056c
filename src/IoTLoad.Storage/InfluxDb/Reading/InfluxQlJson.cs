using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Reads answers to InfluxQL in JSON while they come in: one document, or one a chunk. No more than a row and a read buffer is held,
/// however large a document is.
/// </summary>
internal sealed class InfluxQlJson
{
    // {"results": [{"series": [{"name", "tags": {}, "columns": [], "values": [[cell]]}], "error"}], "error"}
    private const int TopDepth = 1;
    private const int ResultDepth = 3;
    private const int SeriesDepth = 5;
    private const int ItemDepth = 6;
    private const int CellDepth = 7;
    private const int FirstBuffer = 64 * 1024;

    private readonly string?[] _properties = new string?[64];
    private readonly List<ResultRow> _rows = [];
    private List<string> _columns = [];
    private Dictionary<string, string> _tags = [];
    private List<string?>? _cells;
    private bool _partial;
    private bool _begun;

    /// <exception cref="AnswerFormatException">The answer is not InfluxQL's JSON, or ends early.</exception>
    /// <exception cref="AnswerErrorException">The server reports an error.</exception>
    /// <exception cref="AnswerCutException">The server left rows out.</exception>
    public static async IAsyncEnumerable<ResultRow> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var parser = new InfluxQlJson();
        var state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 32 });
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        try
        {
            for (var last = false; !last;)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
                length += read;
                last = read == 0;
                var used = parser.Consume(buffer.AsSpan(0, length), last, ref state);
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;
                if (length == buffer.Length)
                {
                    // One string longer than the buffer.
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                foreach (var row in parser._rows)
                {
                    yield return row;
                }

                parser._rows.Clear();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!parser._begun)
        {
            throw new AnswerFormatException("it is empty");
        }

        if (parser._partial)
        {
            throw new AnswerCutException();
        }
    }

    private int Consume(ReadOnlySpan<byte> bytes, bool last, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(bytes, last, state);
        try
        {
            while (reader.Read())
            {
                _begun = true;
                Take(ref reader);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            // The last two: a string that is not UTF-8, or half a surrogate pair.
            throw new AnswerFormatException(exception.Message, exception);
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _properties[depth] = reader.GetString();
                break;
            case JsonTokenType.StartObject when depth == SeriesDepth - 1 && InSeries:
                _tags = [];
                _columns = [];
                break;
            case JsonTokenType.StartObject when depth == ResultDepth - 1:
                _partial = false;
                break;
            case JsonTokenType.StartArray when depth == SeriesDepth && InSeries && _properties[SeriesDepth] == "columns":
                _columns = [];
                break;
            case JsonTokenType.StartArray when depth == ItemDepth && IsRow:
                _cells = new List<string?>(_columns.Count);
                break;
            case JsonTokenType.EndArray when depth == ItemDepth && IsRow:
                AddRow();
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject when depth == CellDepth && _cells is not null:
                throw new AnswerFormatException("a value is an array or object");
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                TakeValue(ref reader, depth);
                break;
        }
    }

    private bool InSeries => _properties[TopDepth] == "results" && _properties[ResultDepth] == "series";

    private bool IsRow => InSeries && _properties[SeriesDepth] == "values";

    private void TakeValue(ref Utf8JsonReader reader, int depth)
    {
        switch (depth)
        {
            case CellDepth when _cells is not null && IsRow:
                _cells.Add(Text(ref reader));
                break;
            case ItemDepth when InSeries && _properties[SeriesDepth] == "columns":
                _columns.Add(Text(ref reader) ?? "");
                break;
            case ItemDepth when InSeries && _properties[SeriesDepth] == "tags":
                _tags[_properties[ItemDepth] ?? ""] = Text(ref reader) ?? "";
                break;
            case TopDepth or ResultDepth when _properties[depth] == "error" && (depth == TopDepth || _properties[TopDepth] == "results"):
                throw new AnswerErrorException(Text(ref reader) ?? "no reason given");
            case ResultDepth when _properties[depth] == "partial" && _properties[TopDepth] == "results":
                _partial = reader.TokenType == JsonTokenType.True;
                break;
        }
    }

    private void AddRow()
    {
        if (_cells is not { } cells || cells.Count != _columns.Count)
        {
            throw new AnswerFormatException(FormattableString.Invariant($"a row has {_cells?.Count ?? 0} values for {_columns.Count} columns"));
        }

        _rows.Add(new ResultRow(_columns, cells, _tags));
        _cells = null;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        _ => Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
    };
}
