using System.Text;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Quotas;

/// <summary>
/// Compares a plan with AWS IoT Core's default quotas, before a test spends money on finding them. Rates are those of the load
/// shape's peak, evenly spread over the connections; with Poisson arrival, single seconds exceed them.
/// </summary>
public static class QuotaCheck
{
    private const string Raise = "or have it raised in Service Quotas.";

    // As long as the IDs that tests are given.
    private static readonly byte[] SampleRun = Encoding.ASCII.GetBytes("20260101-000000-abcd");

    /// <summary>Checks a plan that <see cref="PlanCheck"/> finds nothing wrong with.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>What exceeds a quota; nothing where all is well.</returns>
    /// <exception cref="LoadException">The plan's patterns or CSV file cannot be read.</exception>
    public static IReadOnlyList<QuotaFinding> Check(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Scenarios.Count > 0)
        {
            return [.. Together(plan).OfType<QuotaFinding>(), .. ScenarioCheck.ForEach(
                plan, part => Check(part).Select(finding => finding with { Scenario = part.Scenario })).SelectMany(each => each)];
        }

        // What is said of connections, sessions and client IDs is said of MQTT's; each HTTP request stands for itself.
        var mqtt = plan.Protocol == LoadProtocol.Http ? [] : PerConnection(plan).Concat(Connecting(plan)).Concat(Session(plan))
            .Append(ClientId(plan));
        return [.. PerAccount(plan).Concat(mqtt).Concat(Messages(plan)).OfType<QuotaFinding>()];
    }

    // What an account's quotas see of scenarios that run at the same time.
    private static IEnumerable<QuotaFinding?> Together(LoadPlan plan)
    {
        yield return Over(IoTCoreQuota.InboundPublishes, plan.PeakRate, $"Lower the scenarios' rates, {Raise}");
        var copied = plan with
        {
            Scenarios = [.. plan.Scenarios.Zip(plan.Parts, (scenario, part) => scenario with
            {
                Stages = [.. part.Stages.Select(stage => new LoadStage(
                    stage.StartRate * Flow(part).Copies, stage.EndRate * Flow(part).Copies, stage.Duration))],
            })],
        };
        yield return Over(IoTCoreQuota.OutboundPublishes, copied.PeakRate, $"Lower the scenarios' rates, {Raise}");
        if (plan.Protocol != LoadProtocol.Http)
        {
            yield return Over(IoTCoreQuota.Connections, ScenarioLines.PeakConnectionsOf(plan), $"Use fewer devices at a time, {Raise}");
            yield return Over(
                IoTCoreQuota.ConnectRequests, plan.Scenarios.Zip(plan.Parts).GroupBy(each => ScenarioLines.StartOf(plan, each.First))
                    .Max(group => group.Sum(each => Math.Min(each.Second.Devices.ConnectRate, each.Second.Connections))),
                "Lower the scenarios' connect rates, or let one begin after the other.");
        }
    }

    private static IEnumerable<QuotaFinding?> PerAccount(LoadPlan plan)
    {
        var lower = plan.Traffic.Pattern == TrafficPattern.FanIn ? "Lower -Rate or -Subscribers" : "Lower -Rate";
        yield return Over(IoTCoreQuota.InboundPublishes, plan.PeakRate, $"Lower -Rate, {Raise}");
        yield return Over(IoTCoreQuota.OutboundPublishes, plan.PeakRate * Flow(plan).Copies, $"{lower}, {Raise}");
    }

    private static IEnumerable<QuotaFinding?> PerConnection(LoadPlan plan)
    {
        var (senders, receivers, copies) = Flow(plan);
        var inbound = plan.PeakRate / senders;
        var outbound = receivers == 0 ? 0 : plan.PeakRate * copies / receivers;
        yield return Over(IoTCoreQuota.PublishesPerConnection, Math.Max(inbound, outbound), inbound >= outbound
            ? plan.Traffic.Pattern == TrafficPattern.Downlink
                ? "Raise -Publishers, so that each sends less." : "Raise -Clients, so that each sends less, or lower -Rate."
            : plan.Traffic.IsShared
                ? "What is above it, IoT Core discards: raise -Subscribers, so that each receives less."
                : "What is above it, IoT Core discards: receive with -SubscribeFilter '$share/group/filter', or test with less.");
        yield return Over(
            IoTCoreQuota.ThroughputPerConnection, Math.Max(inbound, outbound) * PayloadSize(plan),
            "Use smaller messages, or more connections.");
    }

    private static IEnumerable<QuotaFinding?> Connecting(LoadPlan plan)
    {
        var devices = plan.Devices;
        yield return Over(IoTCoreQuota.Connections, plan.Connections, $"Lower -Clients, {Raise}");
        yield return Over(
            IoTCoreQuota.ConnectRequests, Math.Min(devices.ConnectRate, plan.Connections),
            "Lower -ConnectRate; what is refused meanwhile counts as failed connects.");
        yield return Over(
            IoTCoreQuota.ConnectRequests, devices.ChurnShare * devices.Count / devices.ChurnInterval.TotalSeconds,
            "Lower -ChurnShare, or lengthen -ChurnInterval.");
        var filters = plan.Traffic.BroadcastTopic is null ? 1 : 2;
        yield return Over(IoTCoreQuota.SubscriptionsPerRequest, filters, "Subscribe to less.");
        yield return Over(IoTCoreQuota.SubscriptionsPerConnection, filters, "Subscribe to less.");
    }

    private static IEnumerable<QuotaFinding?> Session(LoadPlan plan)
    {
        var keepAlive = plan.Session.KeepAlive.TotalSeconds;
        var longest = IoTCoreQuota.LongestKeepAlive;
        if (keepAlive > 0 && keepAlive < IoTCoreQuota.ShortestKeepAlive.Value)
        {
            yield return Finding(IoTCoreQuota.ShortestKeepAlive, keepAlive, "IoT Core takes it for 30 s: write -KeepAlive 30s.");
        }

        if (keepAlive == 0)
        {
            yield return Finding(longest, keepAlive, "IoT Core has no connection without keep-alive, and takes 0 for 1200 s: "
                + "write -KeepAlive 1200s, so that devices ping in time.");
        }

        yield return Over(longest, keepAlive, "IoT Core takes it for 1200 s: write -KeepAlive 1200s, so that devices ping in time.");
        if (plan.Traffic.QoS > 0)
        {
            yield return Over(IoTCoreQuota.InFlight, plan.Traffic.InFlightWindow, "Write -Window 100.");
        }

        yield return Over(
            IoTCoreQuota.QoS, Math.Max(plan.Traffic.QoS, plan.Session.Will?.QoS ?? 0),
            "IoT Core closes the connection: write -QoS 1, and -WillQoS 1.");
    }

    private static QuotaFinding? ClientId(LoadPlan plan) =>
        Over(IoTCoreQuota.ClientIdSize, ClientIdOf(plan, plan.Connections - 1, ColumnsOf(plan)).Length, "Write a shorter -ClientId.");

    private static IEnumerable<QuotaFinding?> Messages(LoadPlan plan)
    {
        var columns = ColumnsOf(plan);
        var last = plan.Devices.Count - 1;
        var clientId = ClientIdOf(plan, last, columns);
        string?[] topics = [plan.Traffic.Topic, plan.Traffic.BroadcastTopic, plan.Session.Will?.Topic];
        foreach (var pattern in topics.OfType<string>())
        {
            var topic = Format(plan, pattern, "-Topic", TemplateScope.Topic, last, clientId, columns);
            yield return Over(IoTCoreQuota.TopicSize, topic.Length, $"Write a shorter topic than '{pattern}'.");
            yield return Over(IoTCoreQuota.TopicSlashes, SlashesOf(topic), $"Write a topic with fewer levels than '{pattern}'.");
        }

        yield return Over(IoTCoreQuota.PayloadSize, PayloadSize(plan), "Lower -PayloadSize, or shorten the template.");
    }

    // Connections that send, connections that receive, and how often the broker sends each message on.
    private static (double Senders, double Receivers, double Copies) Flow(LoadPlan plan) => plan.Traffic.Pattern switch
    {
        TrafficPattern.PublishOnly => (plan.Devices.Count, 0, 0),
        TrafficPattern.FanIn when plan.Traffic.IsShared => (plan.Devices.Count, plan.Traffic.Subscribers, 1),
        TrafficPattern.FanIn => (plan.Devices.Count, plan.Traffic.Subscribers, plan.Traffic.Subscribers),
        TrafficPattern.Downlink when plan.Traffic.BroadcastTopic is not null =>
            (plan.Traffic.Publishers, plan.Devices.Count, plan.Devices.Count),
        TrafficPattern.Downlink => (plan.Traffic.Publishers, plan.Devices.Count, 1),
        _ => (plan.Devices.Count, plan.Devices.Count, 1),
    };

    // The part of a Basic Ingest topic that names the rule, $aws/rules/<rule>/, does not count.
    private static int SlashesOf(ReadOnlySpan<byte> topic) =>
        topic.Count((byte)'/') - (topic.StartsWith("$aws/rules/"u8) ? Math.Min(3, topic.Count((byte)'/')) : 0);

    private static int PayloadSize(LoadPlan plan) =>
        MessagePayload.Create(plan.Payload, plan.Protocol, ColumnsOf(plan)).MaxSize((int)IoTCoreQuota.ClientIdSize.Value);

    private static PayloadColumns? ColumnsOf(LoadPlan plan) =>
        plan.Payload.CsvFile is null ? null : PayloadColumns.Read(plan.Payload.CsvFile);

    private static byte[] ClientIdOf(LoadPlan plan, int device, PayloadColumns? columns) =>
        Format(plan, plan.Devices.ClientId, "-ClientId", TemplateScope.ClientId, device, [], columns);

    // The text for the last device's last message, whose numbers are the longest.
    private static byte[] Format(LoadPlan plan, string pattern, string source, TemplateScope scope, int device, byte[] clientId,
        PayloadColumns? columns)
    {
        var due = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        var context = new MessageContext(device, plan.Devices.Count, clientId, SampleRun, plan.Messages, due, 1, columns?.RowOf(device)
            ?? []);
        return Encoding.UTF8.GetBytes(TextTemplate.Parse(pattern, source, scope, columns).Format(context));
    }

    private static QuotaFinding? Over(IoTCoreQuota quota, double planned, string change) =>
        planned > (quota.SmallRegionValue ?? quota.Value) ? Finding(quota, planned, change) : null;

    private static QuotaFinding Finding(IoTCoreQuota quota, double planned, string change)
    {
        var smallOnly = quota.SmallRegionValue is not null && planned <= quota.Value;
        return new QuotaFinding
        {
            Quota = quota.Name,
            Limit = smallOnly ? quota.SmallRegionValue!.Value : quota.Value,
            Planned = planned,
            Unit = quota.Unit,
            Adjustable = quota.Adjustable,
            SmallRegionsOnly = smallOnly,
            Change = change,
        };
    }
}
