using System.Globalization;
using System.Text;
using NodaTime;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Writes Flux, so that no name or value can be anything but a string, and reads rows of its answers.</summary>
internal static class Flux
{
    /// <summary>A string literal; <c>${</c> in it would be an expression, and is escaped too.</summary>
    public static string String(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var each in value)
        {
            _ = each switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '$' => quoted.Append("\\x24"),
                < ' ' or '\u007f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)each:x2}"),
                _ => quoted.Append(each),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// A query of seconds, or of windows of them: one row a time, test and shard, with a column a field, as InfluxQL answers.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="query">What to read.</param>
    public static string Select(string bucket, InfluxDbQuery query)
    {
        var fields = query.Columns();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"data = from(bucket: {String(bucket)})\n");
        text.Append(CultureInfo.InvariantCulture, $"  |> range(start: {(query.Start is { } start ? Time(start) : "1970-01-01T00:00:00Z")}");
        text.Append(query.End is { } end ? $", stop: {Time(end)})\n" : ", stop: 2262-01-01T00:00:00Z)\n");
        text.Append(CultureInfo.InvariantCulture, $"  |> filter(fn: (r) => r._measurement == {String(query.Measurement)})\n");
        if (query.TestId is { } test)
        {
            text.Append(CultureInfo.InvariantCulture, $"  |> filter(fn: (r) => r.test == {String(LineText.TagValue(test))})\n");
        }

        if (query.Window is { } window)
        {
            var every = $"{window.Ticks / TimeSpan.TicksPerMillisecond}ms";
            var tables = fields.GroupBy(field => field.Aggregate).Select(group =>
                $"data\n  |> filter(fn: (r) => {Keys(group)})\n  |> toFloat()\n"
                + $"  |> aggregateWindow(every: {every}, fn: {group.Key}, createEmpty: false, timeSrc: \"_start\")").ToList();
            text.Append(tables.Count == 1 ? tables[0] : $"union(tables: [\n{string.Join(",\n", tables)}\n])");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"data\n  |> filter(fn: (r) => {Keys(fields)})\n  |> toFloat()");
        }

        return text.Append("""

              |> keep(columns: ["_time", "_field", "_value", "test", "shard", "scenario"])
              |> pivot(rowKey: ["_time", "test", "shard"], columnKey: ["_field"], valueColumn: "_value")
              |> group()
              |> sort(columns: ["_time"])
            """).ToString();
    }

    /// <exception cref="FormatException">It has no time, or no shard's number.</exception>
    public static SecondRow RowOf(IReadOnlyDictionary<string, object?> record) => new(
        record.GetValueOrDefault("_time") is Instant time ? time.ToDateTimeOffset() : throw new FormatException("a row has no time"),
        record.GetValueOrDefault("test") as string ?? "",
        record.GetValueOrDefault("shard") is string shard ? int.Parse(shard, CultureInfo.InvariantCulture) : 0,
        record.GetValueOrDefault("scenario") as string ?? "",
        record.Where(column => column.Value is double or long or ulong && column.Key != "table")
            .ToDictionary(column => column.Key, column => Convert.ToDouble(column.Value, CultureInfo.InvariantCulture)));

    private static string Keys(IEnumerable<(string Key, string Aggregate)> fields) =>
        string.Join(" or ", fields.Select(field => $"r._field == {String(field.Key)}"));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
