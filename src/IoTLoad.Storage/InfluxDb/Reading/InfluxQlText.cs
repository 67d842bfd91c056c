using System.Globalization;
using System.Text;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Writes InfluxQL, so that no name or value can be anything but a name or value.</summary>
internal static class InfluxQlText
{
    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) => Quote(name, '"');

    /// <summary>A string literal.</summary>
    public static string String(string value) => Quote(value, '\'');

    /// <summary>A query of seconds, or of windows of them.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="fields">Keys of the fields, with the function that puts seconds together.</param>
    public static string Select(InfluxDbQuery query, IReadOnlyList<(string Key, string Aggregate)> fields)
    {
        var text = new StringBuilder("SELECT ");
        text.AppendJoin(", ", query.Window is null
            ? fields.Select(field => Identifier(field.Key)).Append("\"test\"").Append("\"shard\"")
            : fields.Select(field => $"{field.Aggregate}({Identifier(field.Key)}) AS {Identifier(field.Key)}"));
        text.Append(" FROM ").Append(Identifier(query.Measurement));
        var conditions = new List<string>();
        if (query.TestId is { } test)
        {
            conditions.Add($"\"test\" = {String(LineText.TagValue(test))}");
        }

        if (query.Start is { } start)
        {
            conditions.Add($"time >= {Time(start)}");
        }

        if (query.End is { } end)
        {
            conditions.Add($"time < {Time(end)}");
        }

        if (conditions.Count > 0)
        {
            text.Append(" WHERE ").AppendJoin(" AND ", conditions);
        }

        if (query.Window is { } window)
        {
            text.Append(CultureInfo.InvariantCulture, $" GROUP BY time({window.Ticks / TimeSpan.TicksPerMillisecond}ms), \"test\", \"shard\" fill(none)");
        }

        return text.ToString();
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
