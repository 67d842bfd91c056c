using System.Text.Json;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>The points of single connections and messages, against the reference system's.</summary>
public sealed class PointTests(InfluxdFixture influxd)
{
    [Fact]
    public void Points_are_those_of_the_reference_system_field_by_field()
    {
        var lines = new List<string>();
        var points = new MessagePoints(new LoadPlan(), 1, payload: true, make => lines.Add(make().ToLineProtocol()));

        points.Connecting("CLIENT_1_host_2", 1000);
        points.Connected("CLIENT_1_host_2", 1000, 65_000_000);
        points.Received("CLIENT_1_host_2", new TrackingToken(1, 2, 3, 5_000), 9_000, "{\"type\":\"x\"}"u8);

        Assert.Equal(
            [
                "CONNECT,CLIENT=CLIENT_1_host_2,Protocol=mqtt,RequestType=connect Request=1i 1000",
                "CONNECT,CLIENT=CLIENT_1_host_2,Protocol=mqtt,RequestType=connect Latency=65000000i,Success=1i 1001",
                "RECEIVE,CLIENT=CLIENT_1_host_2,Protocol=mqtt,RequestType=publishOut "
                    + "Latency=4000i,Payload=\"{\\\"type\\\":\\\"x\\\"}\",Success=1i,messageNo=4i 9000",
            ],
            lines);
    }

    [Theory]
    [InlineData("x\\", "CLIENT=x/,")]
    [InlineData("", "CLIENT=-,")]
    [InlineData("a\nb", "CLIENT=a\\ b,")]
    public void A_value_that_would_ruin_the_line_is_made_to_fit(string clientId, string tag)
    {
        var lines = new List<string>();
        new MessagePoints(new LoadPlan(), 1, payload: false, make => lines.Add(make().ToLineProtocol())).Connecting(clientId, 1000);

        Assert.Contains(tag, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.01)]
    [InlineData(1)]
    public void A_share_of_the_messages_becomes_points(double sample)
    {
        const int Messages = 100_000;
        var count = 0;
        var points = new MessagePoints(new LoadPlan(), sample, payload: false, _ => count++);

        for (var i = 0; i < Messages; i++)
        {
            points.Received("c", new TrackingToken(1, (uint)i % 10, i / 10, 0), i, []);
        }

        // Five standard deviations of a binomial distribution.
        Assert.InRange(count, (Messages * sample) - (5 * Math.Sqrt(Messages * sample * (1 - sample))), (Messages * sample)
            + (5 * Math.Sqrt(Messages * sample * (1 - sample))));
    }

    [Fact]
    public async Task A_test_of_5000_messages_a_second_is_in_the_database_message_by_message()
    {
        var (server, connection) = await influxd.ConnectAsync();
        await using var broker = await Mosquitto.StartAsync();
        using var store = new TemporaryStore();
        var test = LoadTest.Prepare(new LoadPlan
        {
            Endpoints = [broker.Plain],
            Devices = new DevicePlan { Count = 50, ConnectRate = 1000 },
            Stages = [new LoadStage(5000, 5000, TimeSpan.FromSeconds(4))],
            Seed = 7,
        });
        await using var stored = store.Store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
        await using var sink = new InfluxDbSink(connection, test.Plan,
            new InfluxDbSinkOptions { PointSample = 1, PointPayload = true, Folder = stored.Folder });

        var result = await test.RunAsync([stored, sink], TestContext.Current.CancellationToken);

        Assert.Equal((20_000, 20_000), (result.Counters.Published, result.Counters.Received));
        Assert.DoesNotContain(result.Notes, note => note.Contains("InfluxDb", StringComparison.Ordinal));
        using var reader = new InfluxDbReader(connection);
        Assert.Equal(
            SeriesTests.Ordered(RunMetrics.Read(store.Store.Open(test.Id))),
            SeriesTests.Ordered(reader.Read(new InfluxDbQuery { TestId = test.Id }, TestContext.Current.CancellationToken)));
        var connects = (await server.QueryAsync("SELECT count(Request), count(Success), min(Latency) FROM \"CONNECT\" WHERE "
            + "RequestType = 'connect' AND Protocol = 'mqtt'", connection.Target))[0];
        Assert.Equal((50, 50), (connects["count"].GetInt32(), connects["count_1"].GetInt32()));
        var receipts = (await server.QueryAsync("SELECT count(Success), count(distinct(messageNo)), min(Latency), "
            + "max(Latency) FROM \"RECEIVE\" WHERE RequestType = 'publishOut'", connection.Target))[0];
        Assert.Equal((20_000, 400), (receipts["count"].GetInt32(), receipts["count_1"].GetInt32()));
        Assert.Equal(result.RoundTrip.Max!.Value, receipts["max"].GetInt64() / 1e6, result.RoundTrip.Max.Value * 0.002);
        var one = (await server.QueryAsync("SELECT CLIENT, Payload FROM \"RECEIVE\" LIMIT 1", connection.Target))[0];
        using var payload = JsonDocument.Parse(one["Payload"].GetString()!);
        Assert.StartsWith($"iotload-{test.Id}-", one["CLIENT"].GetString(), StringComparison.Ordinal);
        Assert.Equal("mqtt", payload.RootElement.GetProperty("protocol").GetString());
    }

    [Fact]
    public async Task A_sink_without_a_sample_wants_no_messages()
    {
        await using IReportSink sink = new InfluxDbSink(InfluxdFixture.To(new Uri("http://127.0.0.1:1"), "d"), SampleRun.Plan);

        Assert.Null(sink.Tap);
    }
}
