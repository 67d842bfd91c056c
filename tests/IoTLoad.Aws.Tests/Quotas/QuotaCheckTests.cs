using IoTLoad.Aws.Quotas;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Tests.Quotas;

public sealed class QuotaCheckTests
{
    private static readonly LoadPlan Fine = new()
    {
        Devices = new DevicePlan { Count = 1000, ConnectRate = 100 },
        Stages = [new LoadStage(0, 2000, TimeSpan.FromSeconds(10)), new LoadStage(2000, 2000, TimeSpan.FromMinutes(1))],
    };

    [Fact]
    public void A_plan_within_all_quotas_has_no_findings() => Assert.Empty(QuotaCheck.Check(Fine));

    public static TheoryData<string, LoadPlan, double, double> Exceeding => new()
    {
        { "Inbound publish requests per account", Rate(Fine, 25_000), 20_000, 25_000 },
        { "Inbound publish requests per account", Rate(Fine, 2_001), 2_000, 2_001 },
        { "Outbound publish requests per account", Pattern(Fine, TrafficPattern.FanIn) with { Traffic =
            new() { Pattern = TrafficPattern.FanIn, Subscribers = 11 } }, 20_000, 22_000 },
        { "Outbound publish requests per account", Rate(Broadcast(Fine), 3), 2_000, 3_000 },
        { "Publish requests per connection", Rate(Few(Fine, 10), 1_001), 100, 100.1 },
        { "Publish requests per connection", Rate(Pattern(Fine, TrafficPattern.FanIn), 150), 100, 150 },
        { "Publish requests per connection", Rate(Pattern(Fine, TrafficPattern.Downlink), 150), 100, 150 },
        { "Throughput per connection", Rate(Few(Fine, 1), 10) with { Payload = new() { Kind = PayloadKind.Fixed, Size = 60_000 } },
            524_288, 600_000 },
        { "Connect requests per account", Fine with { Devices = Fine.Devices with { ConnectRate = 501 } }, 500, 501 },
        { "Connect requests per account", Fine with { Devices = Fine.Devices with { ConnectRate = 101 } }, 100, 101 },
        { "Connect requests per account",
            Fine with { Devices = Fine.Devices with { ChurnShare = 1, ChurnInterval = TimeSpan.FromSeconds(1) } }, 500, 1_000 },
        { "Concurrent client connections", Few(Fine, 500_001), 500_000, 500_001 },
        { "Concurrent client connections", Few(Fine, 100_001), 100_000, 100_001 },
        { "Message payload", Fine with { Payload = new() { Kind = PayloadKind.Fixed, Size = 131_073 } }, 131_072, 131_073 },
        { "Topic length", Topic(Fine, new string('é', 125) + "/{{device}}/77"), 256, 257 },
        { "Slashes in a topic", Topic(Fine, "1/2/3/4/5/6/7/8/{{device}}"), 7, 8 },
        { "Client ID length", Fine with { Devices = Fine.Devices with { ClientId = new string('c', 126) + "{{device}}" } }, 128, 129 },
        { "Keep-alive, shortest", KeepAlive(Fine, 10), 30, 10 },
        { "Keep-alive, longest", KeepAlive(Fine, 1_201), 1_200, 1_201 },
        { "Keep-alive, longest", KeepAlive(Fine, 0), 1_200, 0 },
        { "Unacknowledged QoS 1 publishes per client", Fine with { Traffic = new() { InFlightWindow = 101 } }, 100, 101 },
        { "QoS", Fine with { Traffic = new() { QoS = 2 } }, 1, 2 },
        { "QoS", Fine with { Session = new() { Will = new() { Topic = "gone/{{device}}", QoS = 2 } } }, 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Exceeding))]
    public void Exceeded_quotas_are_reported_with_limit_and_planned_value(string quota, LoadPlan plan, double limit, double planned)
    {
        var found = QuotaCheck.Check(plan).Where(finding => finding.Quota == quota).ToList();

        var finding = Assert.Single(found);
        Assert.Equal(limit, finding.Limit);
        Assert.Equal(planned, finding.Planned, 6);
        Assert.NotEmpty(finding.Change);
        Assert.Contains(quota, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_only_small_regions_refuse_says_so()
    {
        var finding = QuotaCheck.Check(Rate(Fine, 5_000))[0];

        Assert.True(finding.SmallRegionsOnly);
        Assert.True(finding.Adjustable);
        Assert.Equal(
            "Inbound publish requests per account: AWS IoT Core's default limit is 2,000 requests/s in regions with the smaller "
                + "default, the plan comes to 5,000. Lower -Rate, or have it raised in Service Quotas.",
            finding.Message);
    }

    [Fact]
    public void A_window_means_nothing_at_QoS_0() =>
        Assert.Empty(QuotaCheck.Check(Fine with { Traffic = new() { QoS = 0, InFlightWindow = 1_000 } }));

    [Theory]
    [InlineData("$aws/rules/ingest/1/2/3/4/5/6/7/8", 0)]
    [InlineData("$aws/rules/ingest/1/2/3/4/5/6/7/8/9", 1)]
    [InlineData("1/2/3/4/5/6/7/8/9", 1)]
    public void The_rule_in_a_Basic_Ingest_topic_does_not_count_as_levels(string topic, int findings) =>
        Assert.Equal(findings, QuotaCheck.Check(Topic(Fine, topic)).Count(finding => finding.Quota == "Slashes in a topic"));

    [Fact]
    public void Over_HTTP_only_what_is_published_counts()
    {
        var plan = Rate(KeepAlive(Few(Fine, 1), 5), 25_000) with
        {
            Protocol = LoadProtocol.Http,
            Traffic = new() { Pattern = TrafficPattern.PublishOnly, QoS = 0 }
        };

        Assert.Equal("Inbound publish requests per account", Assert.Single(QuotaCheck.Check(plan)).Quota);
    }

    private static LoadPlan Rate(LoadPlan plan, double rate) => plan with { Stages = [new LoadStage(0, rate, TimeSpan.FromSeconds(10))] };

    private static LoadPlan Few(LoadPlan plan, int devices) => plan with { Devices = plan.Devices with { Count = devices } };

    private static LoadPlan Topic(LoadPlan plan, string topic) => plan with { Traffic = new() { Topic = topic } };

    private static LoadPlan KeepAlive(LoadPlan plan, int seconds) =>
        plan with { Session = new() { KeepAlive = TimeSpan.FromSeconds(seconds) } };

    private static LoadPlan Pattern(LoadPlan plan, TrafficPattern pattern) => plan with { Traffic = new() { Pattern = pattern } };

    private static LoadPlan Broadcast(LoadPlan plan) =>
        plan with { Traffic = new() { Pattern = TrafficPattern.Downlink, BroadcastTopic = "loadtest/all" } };
}
