using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Writes InfluxQL, so that no name or value can be anything but a name or value, and reads its answers.</summary>
internal static class InfluxQl
{
    /// <summary>The last time that InfluxDB can store. A query that groups by time ends at the server's now unless it has an end.</summary>
    private static readonly DateTimeOffset LastTime = new(2262, 4, 11, 0, 0, 0, TimeSpan.Zero);

    public static string Identifier(string name) => Quote(name, '"');

    /// <summary>A query of seconds, or of windows of them.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="policy">Retention policy; null for the default one.</param>
    public static string Select(InfluxDbQuery query, string? policy = null)
    {
        var columns = query.Columns();
        var text = new StringBuilder("SELECT ");
        text.AppendJoin(", ", query.Window is null
            ? columns.Select(column => Identifier(column.Key)).Append("\"test\"").Append("\"shard\"").Append("\"scenario\"")
            : columns.Select(column => $"{column.Aggregate}({Identifier(column.Key)}) AS {Identifier(column.Key)}"));
        text.Append(" FROM ").Append(policy is null ? "" : Identifier(policy) + ".").Append(Identifier(query.Measurement));
        text.Append(CultureInfo.InvariantCulture, $" WHERE time < {Time(query.End ?? LastTime)}");
        if (query.Start is { } start)
        {
            text.Append(CultureInfo.InvariantCulture, $" AND time >= {Time(start)}");
        }

        if (query.TestId is { } test)
        {
            text.Append(CultureInfo.InvariantCulture, $" AND \"test\" = {Quote(LineText.TagValue(test), '\'')}");
        }

        if (query.Window is { } window)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $" GROUP BY time({window.Ticks / TimeSpan.TicksPerMillisecond}ms), \"test\", \"shard\", \"scenario\" fill(none)");
        }

        return text.ToString();
    }

    /// <summary>Reads an answer while it comes in.</summary>
    /// <exception cref="AnswerErrorException">The server reports an error.</exception>
    /// <exception cref="JsonException">The answer is not InfluxQL's JSON, or ends early.</exception>
    /// <exception cref="Engine.LoadException"><c>InfluxDbAnswerIncomplete</c>: the server left rows out.</exception>
    public static async IAsyncEnumerable<SecondRow> ReadAsync(
        InfluxDbClient client, string query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var partial = false;
        var empty = true;
        await foreach (var chunk in client.QueryInfluxQlAsync(query, cancellation))
        {
            // All chunks but the last one are marked as partial.
            partial = Results(chunk).Any(result => result.TryGetProperty("partial", out var mark) && mark.ValueKind == JsonValueKind.True);
            empty = false;
            foreach (var (tags, rows) in Series(chunk))
            {
                foreach (var row in rows)
                {
                    yield return RowOf(tags, row);
                }
            }
        }

        if (partial)
        {
            throw InfluxDbErrors.AnswerIncomplete(client.Connection);
        }

        if (empty)
        {
            throw new JsonException("it is empty");
        }
    }

    /// <summary>The series of a chunk: their tags, and their rows by the columns' names.</summary>
    public static IEnumerable<(JsonElement? Tags, IEnumerable<Dictionary<string, JsonElement>> Rows)> Series(JsonElement chunk)
    {
        foreach (var series in Results(chunk).SelectMany(result => List(result, "series")))
        {
            string[] columns = [.. List(series, "columns").Select(column => column.GetString() ?? "")];
            yield return (series.TryGetProperty("tags", out var tags) ? tags : null, List(series, "values").Select(row =>
                row.GetArrayLength() == columns.Length
                    ? columns.Zip(row.EnumerateArray()).ToDictionary(cell => cell.First, cell => cell.Second)
                    : throw new JsonException($"a row has {row.GetArrayLength()} values for {columns.Length} columns")));
        }
    }

    private static IEnumerable<JsonElement> Results(JsonElement chunk)
    {
        Raise(chunk);
        foreach (var result in List(chunk, "results"))
        {
            Raise(result);
            yield return result;
        }
    }

    private static void Raise(JsonElement element)
    {
        if (element.TryGetProperty("error", out var error))
        {
            throw new AnswerErrorException(error.ToString());
        }
    }

    private static JsonElement.ArrayEnumerator List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;

    private static SecondRow RowOf(JsonElement? tags, Dictionary<string, JsonElement> row)
    {
        var values = new Dictionary<string, double>();
        foreach (var (column, value) in row)
        {
            if (value.ValueKind == JsonValueKind.Number && column != "time")
            {
                values[column] = value.GetDouble();
            }
        }

        return new SecondRow(
            DateTimeOffset.UnixEpoch.AddTicks(row["time"].GetInt64() / TimeSpan.NanosecondsPerTick), Tag("test") ?? "",
            Tag("shard") is { } shard ? int.Parse(shard, CultureInfo.InvariantCulture) : 0, Tag("scenario") ?? "", values);

        string? Tag(string name) => row.TryGetValue(name, out var column) ? column.GetString()
            : tags is { } all && all.TryGetProperty(name, out var tag) ? tag.GetString() : null;
    }

    private static string Time(DateTimeOffset time) =>
        ((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * (Int128)TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);

    // The scanner knows \n, \\, \" and \' and no other escape, and takes every other character as it is.
    private static string Quote(string text, char quote)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var each in text)
        {
            _ = each switch
            {
                '\n' => quoted.Append("\\n"),
                '\\' => quoted.Append("\\\\"),
                _ when each == quote => quoted.Append('\\').Append(each),
                _ => quoted.Append(each),
            };
        }

        return quoted.Append(quote).ToString();
    }
}
