using IoTLoad.Aws.Costs;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Aws.Tests.Costs;

/// <summary>
/// Costs against worked examples. The one of IoT Core is that of AWS's price page (https://aws.amazon.com/iot-core/pricing/, "Pricing
/// example for a workload using all AWS IoT Core components", Europe (Ireland), as copied on 2022-10-28 to
/// https://gist.github.com/brianfoody/2c62cecc912dbd97bc759eba427e84cf). The steps of messages and the prices of Lambda are the
/// public list prices in us-east-1; their sums are worked out here by hand.
/// </summary>
public sealed class LoadCostTests
{
    private static readonly PriceFile Prices = PriceFile.Read(Path.Combine(AppContext.BaseDirectory, "prices.json"));

    [Fact]
    public void AWSs_example_of_100_000_devices_for_30_days_comes_to_the_same()
    {
        // 100,000 devices, connected for 30 days, each with 325 messages of 1 KB a day, 200 of which trigger a rule with one action.
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 100_000, ConnectRate = 1e7 },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 1 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 1000 },
            Stages = [new LoadStage(400, 400, TimeSpan.FromDays(30) - TimeSpan.FromSeconds(10))],
            MessageCount = 975_000_000,
            DrainTime = TimeSpan.Zero,
        };

        var rows = LoadCost.Of(MeteredUse.Of(plan, new RuleUse(200.0 / 325)), Prices, "eu-west-1");

        Assert.Equal((4_320_000_000, 345.60), Amounts(rows, "IoT Core connections"));
        Assert.Equal((975_000_000, 975.00), Amounts(rows, "IoT Core messages in"));
        Assert.Equal((600_000_000, 90.00), Amounts(rows, "IoT Core rules triggered"));
        Assert.Equal((600_000_000, 90.00), Amounts(rows, "IoT Core rule actions"));

        // AWS's example leaves out the 100,000 CONNECT packets.
        Assert.Equal((100_000, 0.10), Amounts(rows, "IoT Core connects and subscriptions"));
        Assert.All(rows, row => Assert.Equal(1500.70, row.Total, 0.005));
        Assert.All(rows, row => Assert.Equal(("USD", CostBasis.Estimated), (row.Currency, row.Basis)));
    }

    [Theory]
    [InlineData(0, 1e9, 1000)] // 1,000 million at 1.00
    [InlineData(0, 6e9, 4900)] // 1,000 at 1.00, 4,000 at 0.80, 1,000 at 0.70
    [InlineData(0.5e9, 1e9, 900)] // 500 at 1.00, 500 at 0.80
    [InlineData(7e9, 2e6, 1.4)] // 2 at 0.70
    [InlineData(0, 0, 0)]
    public void Messages_get_cheaper_by_steps(double before, double quantity, double cost) =>
        Assert.Equal(cost, PriceTier.CostOf(Prices.PriceOf(PriceItem.Messages, "us-east-1"), before, quantity, 1_000_000), 9);

    [Theory]
    [InlineData("lambdaGBSecondsX64", 540_000, 9.00)] // 3 million requests of 120 ms with 1.5 GB: 540,000 times 0.0000166667
    [InlineData("lambdaGBSecondsArm64", 540_000, 7.20)] // times 0.0000133334
    [InlineData("lambdaRequests", 3_000_000, 0.60)] // 3 times 0.20
    public void Lambda_is_priced_by_architecture(string key, double quantity, double cost)
    {
        var item = PriceItem.All.Single(each => each.Key == key);

        Assert.Equal(cost, PriceTier.CostOf(Prices.PriceOf(item, "us-east-1"), 0, quantity, item.Per), 2);
    }

    [Theory]
    [InlineData(5000, "t", 1)]
    [InlineData(5119, "t", 1)]
    [InlineData(5120, "t", 2)] // 5,120 bytes of payload and one of topic
    [InlineData(128 * 1024, "t", 26)]
    public void A_message_counts_once_for_each_5_KB_of_topic_and_payload(int size, string topic, int units)
    {
        var plan = Plan(TrafficPattern.PublishOnly, topic) with { Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = size } };

        Assert.Equal(600 * units, Quantity(MeteredUse.Of(plan, new RuleUse()), "IoT Core messages in"));
    }

    [Theory]
    [InlineData(TrafficPattern.PublishOnly, 600, 0, 0, 10)]
    [InlineData(TrafficPattern.RoundTrip, 600, 600, 600, 20)]
    [InlineData(TrafficPattern.FanIn, 600, 1800, 1800, 16)]
    [InlineData(TrafficPattern.Downlink, 600, 600, 600, 21)]
    public void What_is_received_and_acknowledged_counts_too(TrafficPattern pattern, int sent, int received, int acked, int connects)
    {
        var plan = Plan(pattern, "t/{{device}}");
        plan = plan with { Traffic = plan.Traffic with { Subscribers = 3 } };

        var use = MeteredUse.Of(plan, new RuleUse());

        Assert.Equal(sent, Quantity(use, "IoT Core messages in"));
        Assert.Equal(received, Quantity(use, "IoT Core messages out"));
        Assert.Equal(acked, Quantity(use, "IoT Core acknowledgements of devices"));
        Assert.Equal(connects, Quantity(use, "IoT Core connects and subscriptions"), 9);
    }

    [Fact]
    public void Basic_ingest_costs_the_rule_and_no_message()
    {
        var use = MeteredUse.Of(Plan(TrafficPattern.PublishOnly, "$aws/rules/store/t"), new RuleUse());

        Assert.Equal(0, Quantity(use, "IoT Core messages in"));
        Assert.Equal(600, Quantity(use, "IoT Core rules triggered"));
    }

    [Theory]
    [InlineData(null, 55.1)] // start delay 10 s, connecting 0.1 s and 5 s more, schedule 30 s, drain 10 s
    [InlineData(40.0, 50.0)] // the last shard ended 40 s after the common start
    public void Functions_are_billed_by_their_time_and_memory(double? ended, double seconds)
    {
        var plan = Plan(TrafficPattern.PublishOnly, "t") with { Endpoints = [new Uri("wss://broker.example/mqtt")] };
        var state = new FanoutState
        {
            RunId = "20260101-000000-abcd",
            Region = "us-east-1",
            Options = new FanoutOptions { FunctionName = "fan", Workers = 4, Trigger = FanoutTrigger.Rule },
            Rules = 2,
            MemorySize = 512,
            IsArm64 = true,
            DownstreamRules = 1,
            StartAt = DateTimeOffset.UnixEpoch,
            LongestWave = TimeSpan.FromHours(1),
        };

        var functions = FanoutUse.Of(plan, state, ended is { } end ? state.StartAt.AddSeconds(end) : null);
        var rows = LoadCost.Of(MeteredUse.Of(plan, new RuleUse(), functions), Prices, "us-east-1");

        Assert.Equal(4 * seconds / 2, rows.Single(row => row.Item == "Lambda duration").Quantity, 6);
        Assert.Equal(0.0000133334, rows.Single(row => row.Item == "Lambda duration").Price, 12);
        Assert.Equal(4, rows.Single(row => row.Item == "Lambda requests").Quantity);
        Assert.Equal(2, rows.Single(row => row.Item == "IoT Core trigger messages").Quantity);
        Assert.Equal(604, rows.Single(row => row.Item == "IoT Core rules triggered").Quantity);
    }

    [Fact]
    public void Over_HTTP_only_messages_count()
    {
        var plan = Plan(TrafficPattern.PublishOnly, "t") with { Protocol = LoadProtocol.Http };

        Assert.Equal(["IoT Core messages in"], MeteredUse.Of(plan, new RuleUse()).Items.Select(item => item.Name));
    }

    [Fact]
    public void A_result_is_priced_by_its_own_counts()
    {
        var plan = Plan(TrafficPattern.RoundTrip, "t/{{device}}");
        var result = new LoadResult
        {
            Id = "20260101-000000-abcd",
            Plan = plan,
            Counters = new Counters
            {
                Published = 590,
                PublishedBytes = 590 * 6000,
                Received = 580,
                Duplicates = 5,
                Connected = 12,
            },
            Connect = LatencySummary.Empty,
            Ack = LatencySummary.Empty,
            AckService = LatencySummary.Empty,
            RoundTrip = LatencySummary.Empty,
            ScheduleLag = LatencySummary.Empty,
            Generator = new GeneratorHealth(),
        };
        var seconds = Enumerable.Range(0, 75).Select(second => new Slice
        {
            Second = second,
            Online = 10,
            Counters = new Counters(),
            Latencies = new LatencySet(),
        });

        var use = MeteredUse.Of(result, [.. seconds], new RuleUse());

        Assert.True(use.IsMeasured);
        Assert.Equal(590 * 2, Quantity(use, "IoT Core messages in"));
        Assert.Equal(585 * 2, Quantity(use, "IoT Core messages out"));
        Assert.Equal(585, Quantity(use, "IoT Core acknowledgements of devices"));

        // 750 connected seconds of 12 connections: 62.5 s each, which is billed as two minutes.
        Assert.Equal(24, Quantity(use, "IoT Core connections"));
        Assert.Equal(24, Quantity(use, "IoT Core connects and subscriptions"));
    }

    [Theory]
    [InlineData("{", "line 1, column 2")]
    [InlineData("[]", "not an object")]
    [InlineData("""{ "date": "tomorrow", "currency": "USD", "regions": {} }""", "date is not a date")]
    [InlineData("""{ "date": "2026-01-01", "regions": {} }""", "has no currency")]
    [InlineData("""{ "date": "2026-01-01", "currency": "USD", "regions": { "x": { "message": 1 } } }""", "'message', which nothing costs")]
    [InlineData("""{ "date": "2026-01-01", "currency": "USD", "regions": { "x": { "messages": -1 } } }""", "regions.x.messages is not a number")]
    [InlineData("""{ "date": "2026-01-01", "currency": "USD", "regions": { "x": { "messages": "1" } } }""", "regions.x.messages is not a price")]
    [InlineData("""{ "date": "2026-01-01", "currency": "USD", "regions": { "x": { "messages": [{ "price": 1 }, { "price": 2 }] } } }""", "do not follow")]
    [InlineData("""{ "date": "2026-01-01", "currency": "USD", "regions": { "x": { "messages": [{ "upTo": 1, "price": 1 }] } } }""", "do not follow")]
    public void A_wrong_price_file_is_refused_with_its_place(string json, string problem)
    {
        using var folder = new IoTLoad.Peers.PrivateFolder();
        File.WriteAllText(folder["prices.json"], json);

        var error = Assert.Throws<LoadException>(() => PriceFile.Read(folder["prices.json"]));

        Assert.Equal("PriceFileInvalid", error.ErrorId);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static LoadPlan Plan(TrafficPattern pattern, string topic) => new()
    {
        Devices = new DevicePlan { Count = 10, ConnectRate = 100 },
        Traffic = new TrafficPlan { Pattern = pattern, Topic = topic, QoS = 1 },
        Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 100 },
        Stages = [new LoadStage(20, 20, TimeSpan.FromSeconds(30))],
    };

    private static double Quantity(MeteredUse use, string name) => use.Items.Where(item => item.Name == name).Sum(item => item.Quantity);

    private static (double Quantity, double Cost) Amounts(IReadOnlyList<LoadCost> rows, string item) =>
        rows.Single(row => row.Item == item) is var row ? (Math.Round(row.Quantity), Math.Round(row.Cost, 2)) : default;
}
