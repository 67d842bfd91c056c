using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Payload;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Payload;

public sealed class PayloadColumnsTests
{
    public static TheoryData<string, string> Files => new()
    {
        { "a,b\n1,2\n3,4\n", "1|2;3|4" },
        { "a,b\r\n1,2\r\n3,4", "1|2;3|4" },
        { "\uFEFFa,b\n1,2", "1|2" },
        { "a,b\n\"1,5\",\"x\"\"y\"\n", "1,5|x\"y" },
        { "a,b\n\"line\nbreak\",2\n", "line\nbreak|2" },
        { "a,b\n\"line\r\nbreak\",\n", "line\r\nbreak|" },
        { "a,b\n,\n", "|" },
        { "a,b\n\n1,2\n\n", "1|2" },
        { "a\n\"\"\n1\n", ";1" },
        { "a\n1\n\"\"", "1;" },
        { "a,b\n 1 ,2\n", " 1 |2" },
        { "a,b\nx\"y,2\n", "x\"y|2" },
        { "a,b\r1,2\r3,4\r", "1|2;3|4" },
        { "a,b\nä,€\n", "ä|€" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_read_as_RFC_4180_says(string text, string expected)
    {
        var columns = Read(text);

        Assert.Equal("a", columns.Names[0]);
        Assert.Equal(expected, string.Join(';', Enumerable.Range(0, columns.RowCount)
            .Select(row => string.Join('|', columns.RowOf(row).Select(Encoding.UTF8.GetString)))));
        Assert.Equal(columns.RowOf(0), columns.RowOf(columns.RowCount));
    }

    [Theory]
    [InlineData("", "header")]
    [InlineData("a,b\n", "at least one row")]
    [InlineData("a,b\n1\n", "Record 2 has 1 values")]
    [InlineData("a,b\n1,2\n1,2,3\n", "Record 3 has 3 values")]
    [InlineData("a,b\n\"1,2\n", "not closed")]
    [InlineData("a,b\n\"1\"2,3\n", "quoted")]
    public void A_malformed_file_says_where(string text, string inMessage)
    {
        var error = Assert.Throws<LoadException>(() => Read(text));

        Assert.Equal("CsvFileMalformed", error.ErrorId);
        Assert.Contains(inMessage, error.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 300)]
    public Property What_is_written_by_RFC_4180_is_read_back() => Prop.ForAll(
        Gen.Choose(1, 4).SelectMany(width => Gen.Elements("", "a", "\"", ",", "\n", "\r", "\r\n", " ", "é", "x,\"y\"").ListOf()
            .Select(string.Concat).ListOf(width).NonEmptyListOf()).ToArbitrary(),
        rows =>
        {
            var header = string.Join(',', Enumerable.Range(0, rows[0].Count).Select(i => $"c{i}"));
            var text = string.Join("\r\n", rows.Select(row => string.Join(',', row.Select(Quoted))).Prepend(header));
            var columns = Read(text);
            return columns.RowCount == rows.Count
                && rows.Select((row, i) => row.SequenceEqual(columns.RowOf(i).Select(Encoding.UTF8.GetString))).All(same => same)
                && Enumerable.Range(0, rows[0].Count).All(i => columns.IndexOf($"C{i}") == i
                    && columns.LongestOf(i) == rows.Max(row => Encoding.UTF8.GetByteCount(row[i])));
        });

    [Fact]
    public void A_file_of_many_rows_is_read()
    {
        var columns = Read("serial,value\n"
            + string.Concat(Enumerable.Range(0, 200_000).Select(i => FormattableString.Invariant($"s{i},\"{i * 2}\"\n"))));

        Assert.Equal((200_000, "s199999"), (columns.RowCount, Encoding.UTF8.GetString(columns.RowOf(199_999)[0])));
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_file_is_an_error()
    {
        using var folder = new PrivateFolder();

        Assert.Equal("CsvFileNotFound", Assert.Throws<LoadException>(() => PayloadColumns.Read(folder["nothing.csv"])).ErrorId);
        Assert.Equal("CsvFileUnreadable", Assert.Throws<LoadException>(() => PayloadColumns.Read(folder.FullPath)).ErrorId);
    }

    [Theory]
    [InlineData("6E,C3,A4,0A,61,FF,62", "line 2, column 2")]
    [InlineData("6E,0A,61,C3", "line 2, column 2")]
    [InlineData("FF,FE,6E,00,0A,00,31,00,00,D8", "line 2, column 2")]
    public void Bytes_that_are_not_text_are_refused_with_their_place(string bytes, string place)
    {
        using var folder = new PrivateFolder();
        File.WriteAllBytes(folder["rows.csv"], [.. bytes.Split(',').Select(each => Convert.ToByte(each, 16))]);

        var error = Assert.Throws<LoadException>(() => PayloadColumns.Read(folder["rows.csv"]));

        Assert.Equal("CsvFileMalformed", error.ErrorId);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder["rows.csv"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_decides_how_a_file_is_read()
    {
        using var folder = new PrivateFolder();
        File.WriteAllText(folder["rows.csv"], "a\nä€😀\n", Encoding.BigEndianUnicode);

        Assert.Equal("ä€😀", Encoding.UTF8.GetString(PayloadColumns.Read(folder["rows.csv"]).RowOf(0)[0]));
    }

    private static string Quoted(string value) =>
        value.AsSpan().ContainsAny("\",\r\n") || value.Length == 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    private static PayloadColumns Read(string text)
    {
        using var folder = new PrivateFolder();
        return PayloadColumns.Read(folder.Write("rows.csv", text));
    }
}
