using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InfluxDB.Client.Writes;
using IoTLoad.Engine;
using IoTLoad.Storage.InfluxDb;
using WritePrecision = InfluxDB.Client.Api.Domain.WritePrecision;

namespace IoTLoad.Storage.Tests.InfluxDb;

public sealed class LineProtocolTests(InfluxdFixture influxd)
{
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
    public Property Lines_that_were_joined_come_apart_again() => Prop.ForAll(NastyText.Arbitrary, NastyText.Arbitrary, (tag, text) =>
    {
        string[] lines = [.. Enumerable.Range(0, 3).Select(i => Line("m", tag, text + i, i))];
        var joined = string.Join('\n', lines) + "\n";

        return LineText.Split(joined).SequenceEqual(lines) && LineText.Split(joined[..^1]).SequenceEqual(lines[..2]);
    });

    [Fact]
    public async Task InfluxDB_gives_back_every_tag_and_string()
    {
        var (server, connection) = await influxd.ConnectAsync();
        string[] values = [.. NastyText.All, .. NastyText.Random(300)];
        string[] lines = [.. values.Select((value, i) => Line("nasty, =name", value, value, i))];

        using var client = new InfluxDbClient(connection);
        var outcome = await client.WriteAsync(lines, TestContext.Current.CancellationToken);
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

    private static string Line(string measurement, string tag, string text, long time) => PointData.Builder.Measurement(measurement)
        .Tag("t, =ag", LineText.TagValue(tag))
        .Field("f, =ield", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))
        .Timestamp(time, WritePrecision.Ns)
        .ToPointData()
        .ToLineProtocol();
}
