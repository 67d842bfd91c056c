using System.Globalization;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Makes points of rows: one for each field that was asked for and has a value.</summary>
internal sealed class SecondRows(IReadOnlyList<SecondField> fields, string? testId)
{
    private IReadOnlyList<string>? _columns;
    private int[] _at = [];
    private int[] _sums = [];
    private int _time;
    private int _test;
    private int _shard;

    /// <exception cref="AnswerFormatException">A value is not of its column's kind.</exception>
    public IEnumerable<MetricPoint> Of(ResultRow row)
    {
        Look(row.Columns);
        var time = TimeOf(row.Values[_time]);
        var test = Tag("test", _test) ?? "";
        var shard = Tag("shard", _shard) is { } text
            ? int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw new AnswerFormatException($"'{text}' is no shard")
            : 0;

        // What is stored of an ID may have lost control characters; the one that was asked for has not.
        test = testId is not null && LineText.TagValue(testId) == test ? testId : test;
        for (var i = 0; i < fields.Count; i++)
        {
            if (_at[i] >= 0 && ValueOf(row, i) is { } value)
            {
                yield return new MetricPoint
                {
                    Timestamp = time,
                    TestId = test,
                    Source = "InfluxDB",
                    Name = fields[i].Name,
                    Value = value,
                    Unit = fields[i].Unit,
                    Statistic = fields[i].Statistic,
                    Shard = shard,
                };
            }
        }

        string? Tag(string name, int column) => column >= 0 ? row.Values[column] : row.Tags.GetValueOrDefault(name);
    }

    private void Look(IReadOnlyList<string> columns)
    {
        if (ReferenceEquals(columns, _columns))
        {
            return;
        }

        _columns = columns;
        _time = Math.Max(Column("time"), Column("_time"));
        if (_time < 0)
        {
            throw new AnswerFormatException("a table has no time");
        }

        _test = Column("test");
        _shard = Column("shard");
        _at = [.. fields.Select(field => IsMeanOfWindow(field) ? Column(CountOf(field)) : Column(field.Key))];
        _sums = [.. fields.Select(field => IsMeanOfWindow(field) ? Column(SumOf(field)) : -1)];

        int Column(string name)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i] == name)
                {
                    return i;
                }
            }

            return -1;
        }

        bool IsMeanOfWindow(SecondField field) => field is { Latency: not null, Statistic: "Mean" } && Column(SumOf(field)) >= 0;
    }

    private static string SumOf(SecondField field) => SecondField.KeyOf(field.Name) + SecondField.SumSuffix;

    private static string CountOf(SecondField field) => SecondField.KeyOf(field.Name) + SecondField.CountSuffix;

    private double? ValueOf(ResultRow row, int field)
    {
        var value = Number(row.Values[_at[field]]);
        return _sums[field] < 0 ? value : value > 0 ? Number(row.Values[_sums[field]]) / value : null;
    }

    private static double? Number(string? text) => text is null ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw new AnswerFormatException($"'{text}' is no number");

    /// <summary>Nanoseconds since 1970 (InfluxQL), or RFC 3339 with up to nine decimals (Flux).</summary>
    private static DateTimeOffset TimeOf(string? text)
    {
        try
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds))
            {
                return DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
            }

            if (DateTimeOffset.TryParse(Cut(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                return time;
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            // Beyond the calendar: the same error as any other text.
        }

        throw new AnswerFormatException($"'{text}' is no time");

        // .NET's resolution is 100 ns: the last two of nine decimals are cut off.
        static string? Cut(string? text)
        {
            var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
            if (dot < 0)
            {
                return text;
            }

            var end = dot + 1;
            while (end < text!.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            return end - dot - 1 <= 7 ? text : text.Remove(dot + 8, end - dot - 8);
        }
    }
}
