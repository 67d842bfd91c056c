using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Storage.Tests.InfluxDb;

public sealed class LineProtocolTests(InfluxdFixture influxd)
{
    [Fact]
    public void A_point_is_written_as_line_protocol_defines_it()
    {
        var writer = new LineWriter();
        writer.Begin("my measurement,a=b");
        writer.Tag("tag key", "a, b=c");
        writer.Tag("k=k", "é\\x");
        writer.Field("i", long.MinValue);
        writer.Field("f,", 0.1);
        writer.Field("whole", 100.0);
        writer.Field("large", 1e300);
        writer.Field("none", double.NaN);
        writer.Field("s", "say \"hi\" \\ \n"u8);
        writer.End(1795521600123456789);

        Assert.Equal(
            "my\\ measurement\\,a=b,tag\\ key=a\\,\\ b\\=c,k\\=k=é\\x i=-9223372036854775808i,f\\,=0.1,whole=100,large=1E+300,s=\"say \\\"hi\\\" \\\\ \n\" 1795521600123456789\n",
            Encoding.UTF8.GetString(writer.Written));
    }

    [Theory]
    [InlineData("", "-")]
    [InlineData("a\nb", "a b")]
    [InlineData("a\\", "a/")]
    [InlineData("a\\\\", "a//")]
    [InlineData("\\a", "\\a")]
    [InlineData("漢 😀", "漢 😀")]
    public void What_a_tag_cannot_hold_is_made_to_fit(string value, string stored) => Assert.Equal(stored, LineText.TagValue(value));

    [Property]
    public Property A_tag_value_that_fits_stays_as_it_is() =>
        Prop.ForAll(NastyText.Arbitrary, value => LineText.TagValue(LineText.TagValue(value)) == LineText.TagValue(value));

    [Theory]
    [InlineData("")]
    [InlineData("time")]
    [InlineData("_x")]
    [InlineData("#x")]
    [InlineData("x\\")]
    [InlineData("x\ny")]
    public void A_name_that_cannot_be_written_is_an_error(string name)
    {
        var error = Assert.Throws<LoadException>(() => LineText.CheckName(name, "the name of a tag"));

        Assert.Equal("InfluxDbNameInvalid", error.ErrorId);
    }

    [Property]
    public Property Lines_that_were_put_together_come_apart_again() => Prop.ForAll(NastyText.Arbitrary, NastyText.Arbitrary, (tag, text) =>
    {
        var batch = new LineBatch();
        for (var i = 0; i < 3; i++)
        {
            batch.Add(Line("m", tag, text + i, i));
        }

        var parsed = LineBatch.Parse(batch.Bytes);

        return parsed.Count == 3 && Enumerable.Range(0, 3).All(i => parsed[i].SequenceEqual(batch[i])) && LineBatch.Parse(batch.Bytes[..^1]).Count == 2;
    });

    [Fact]
    public async Task InfluxDB_gives_back_every_tag_and_string()
    {
        var (server, connection) = await influxd.ConnectAsync();
        string[] values = [.. NastyText.All, .. NastyText.Random(300)];
        var batch = new LineBatch();
        for (var i = 0; i < values.Length; i++)
        {
            batch.Add(Line("nasty, =name", values[i], values[i], i));
        }

        using var client = new InfluxDbClient(connection);
        var outcome = await client.WriteAsync(batch.ToGzip(), TestContext.Current.CancellationToken);
        var rows = await server.QueryAsync("SELECT * FROM \"nasty, =name\"", connection.Target);

        Assert.Equal(WriteStatus.Accepted, outcome.Status);
        Assert.Equal(values.Length, rows.Count);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(i, rows[i]["time"].GetInt64());
            Assert.Equal(LineText.TagValue(values[i]), rows[i]["t, =ag"].GetString());
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(values[i])), rows[i]["f, =ield"].GetString());
        }
    }

    private static byte[] Line(string measurement, string tag, string text, long time)
    {
        var writer = new LineWriter();
        writer.Begin(measurement);
        writer.Tag("t, =ag", tag);
        writer.Field("f, =ield", Encoding.UTF8.GetBytes(text));
        writer.End(time);
        return writer.Written.ToArray();
    }
}
