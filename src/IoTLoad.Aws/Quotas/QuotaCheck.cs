using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Quotas;

/// <summary>
/// Compares a plan with AWS IoT Core's default quotas, before a test spends money on finding them. Rates are those of the load
/// shape's peak, evenly spread over the connections; with Poisson arrival, single seconds exceed them.
/// </summary>
public static class QuotaCheck
{
    private const string Raise = "or have it raised in Service Quotas.";

    /// <summary>Checks a plan that <see cref="PlanCheck"/> finds nothing wrong with.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="account">The account's own values; null takes AWS's defaults.</param>
    /// <returns>What exceeds a quota; nothing where all is well.</returns>
    /// <exception cref="LoadException">The plan's patterns or CSV file cannot be read.</exception>
    public static IReadOnlyList<QuotaFinding> Check(LoadPlan plan, AccountQuotas? account = null)
    {
        if (plan.Scenarios.Count > 0)
        {
            return
            [
                .. Findings(Together(plan), account),
                .. ScenarioCheck.ForEach(plan, part => Check(part, account).Select(finding => finding with { Scenario = part.Scenario }))
                    .SelectMany(each => each),
            ];
        }

        // What is said of connections, sessions and client IDs is said of MQTT's; each HTTP request stands for itself.
        var mqtt = plan.Protocol == LoadProtocol.Http ? [] : Connecting(plan).Concat(Session(plan)).Append(ClientId(plan));
        return [.. Findings(Demands(plan).Concat(mqtt).Concat(Messages(plan)), account)];
    }

    private static IEnumerable<QuotaFinding> Findings(IEnumerable<Demand> demands, AccountQuotas? account) =>
        demands.Select(demand => demand.Exceeds(account ?? AccountQuotas.Defaults)).OfType<QuotaFinding>();

    /// <summary>What a plan takes of the quotas that more load breaks, the one that breaks first first.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="account">The account's own values; null takes AWS's defaults.</param>
    /// <exception cref="LoadException">The plan's patterns or CSV file cannot be read.</exception>
    public static IReadOnlyList<QuotaUse> Uses(LoadPlan plan, AccountQuotas? account = null) =>
        [.. Demands(plan).Where(demand => demand.Planned > 0).GroupBy(demand => demand.Quota)
            .Select(group => group.MaxBy(demand => demand.Planned)!.Use(account ?? AccountQuotas.Defaults))
            .OrderBy(use => use.BreaksAtPercent)];

    // What grows with the rate, the devices or the connect rate.
    private static IEnumerable<Demand> Demands(LoadPlan plan)
    {
        var isHttp = plan.Protocol == LoadProtocol.Http;
        var ofAccount = plan.Scenarios.Count > 0 ? Together(plan) : PerAccount(plan).Concat(isHttp ? [] : Growing(plan));
        return ofAccount.Concat(isHttp ? [] : plan.Parts.SelectMany(PerConnection));
    }

    // What an account's quotas see of scenarios that run at the same time.
    private static IEnumerable<Demand> Together(LoadPlan plan)
    {
        yield return new Demand(IoTCoreQuota.InboundPublishes, plan.PeakRate, $"Lower the scenarios' rates, {Raise}");
        var copied = plan with
        {
            Scenarios = [.. plan.Scenarios.Zip(plan.Parts, (scenario, part) => scenario with
            {
                Stages = [.. part.Stages.Select(stage => new LoadStage(
                    stage.StartRate * PlannedTraffic.Flow(part).Copies, stage.EndRate * PlannedTraffic.Flow(part).Copies, stage.Duration))],
            })],
        };
        yield return new Demand(IoTCoreQuota.OutboundPublishes, copied.PeakRate, $"Lower the scenarios' rates, {Raise}");
        if (plan.Protocol != LoadProtocol.Http)
        {
            yield return new Demand(
                IoTCoreQuota.Connections, ScenarioLines.PeakConnectionsOf(plan), $"Use fewer devices at a time, {Raise}");
            yield return new Demand(
                IoTCoreQuota.ConnectRequests, plan.Scenarios.Zip(plan.Parts).GroupBy(each => ScenarioLines.StartOf(plan, each.First))
                    .Max(group => group.Sum(each => Math.Min(each.Second.Devices.ConnectRate, each.Second.Connections))),
                "Lower the scenarios' connect rates, or let one begin after the other.");
        }
    }

    private static IEnumerable<Demand> PerAccount(LoadPlan plan)
    {
        var lower = plan.Traffic.Pattern == TrafficPattern.FanIn ? "Lower -Rate or -Subscribers" : "Lower -Rate";
        yield return new Demand(IoTCoreQuota.InboundPublishes, plan.PeakRate, $"Lower -Rate, {Raise}");
        yield return new Demand(IoTCoreQuota.OutboundPublishes, plan.PeakRate * PlannedTraffic.Flow(plan).Copies, $"{lower}, {Raise}");
    }

    private static IEnumerable<Demand> PerConnection(LoadPlan plan)
    {
        var (senders, receivers, copies) = PlannedTraffic.Flow(plan);
        var inbound = plan.PeakRate / senders;
        var outbound = receivers == 0 ? 0 : plan.PeakRate * copies / receivers;
        yield return new Demand(IoTCoreQuota.PublishesPerConnection, Math.Max(inbound, outbound), inbound >= outbound
            ? plan.Traffic.Pattern == TrafficPattern.Downlink
                ? "Raise -Publishers, so that each sends less." : "Raise -Clients, so that each sends less, or lower -Rate."
            : plan.Traffic.IsShared
                ? "What is above it, IoT Core discards: raise -Subscribers, so that each receives less."
                : "What is above it, IoT Core discards: receive with -SubscribeFilter '$share/group/filter', or test with less.");
        yield return new Demand(
            IoTCoreQuota.ThroughputPerConnection, Math.Max(inbound, outbound) * PlannedTraffic.PayloadSize(plan),
            "Use smaller messages, or more connections.");
    }

    private static IEnumerable<Demand> Growing(LoadPlan plan)
    {
        var devices = plan.Devices;
        yield return new Demand(IoTCoreQuota.Connections, plan.Connections, $"Lower -Clients, {Raise}");
        yield return new Demand(
            IoTCoreQuota.ConnectRequests, Math.Min(devices.ConnectRate, plan.Connections),
            "Lower -ConnectRate; what is refused meanwhile counts as failed connects.");
        yield return new Demand(
            IoTCoreQuota.ConnectRequests, devices.ChurnShare * devices.Count / devices.ChurnInterval.TotalSeconds,
            "Lower -ChurnShare, or lengthen -ChurnInterval.");
    }

    private static IEnumerable<Demand> Connecting(LoadPlan plan)
    {
        var filters = plan.Traffic.BroadcastTopic is null ? 1 : 2;
        yield return new Demand(IoTCoreQuota.SubscriptionsPerRequest, filters, "Subscribe to less.");
        yield return new Demand(IoTCoreQuota.SubscriptionsPerConnection, filters, "Subscribe to less.");
    }

    private static IEnumerable<Demand> Session(LoadPlan plan)
    {
        var keepAlive = plan.Session.KeepAlive.TotalSeconds;
        var longest = IoTCoreQuota.LongestKeepAlive;
        if (keepAlive > 0 && keepAlive < IoTCoreQuota.ShortestKeepAlive.Value)
        {
            yield return new Demand(
                IoTCoreQuota.ShortestKeepAlive, keepAlive, "IoT Core takes it for 30 s: write -KeepAlive 30s.", IsAlwaysWrong: true);
        }

        if (keepAlive == 0)
        {
            yield return new Demand(longest, keepAlive, "IoT Core has no connection without keep-alive, and takes 0 for 1200 s: "
                + "write -KeepAlive 1200s, so that devices ping in time.", IsAlwaysWrong: true);
        }

        yield return new Demand(
            longest, keepAlive, "IoT Core takes it for 1200 s: write -KeepAlive 1200s, so that devices ping in time.");
        if (plan.Traffic.QoS > 0)
        {
            yield return new Demand(IoTCoreQuota.InFlight, plan.Traffic.InFlightWindow, "Write -Window 100.");
        }

        yield return new Demand(
            IoTCoreQuota.QoS, Math.Max(plan.Traffic.QoS, plan.Session.Will?.QoS ?? 0),
            "IoT Core closes the connection: write -QoS 1, and -WillQoS 1.");
    }

    private static Demand ClientId(LoadPlan plan) => new Demand(
        IoTCoreQuota.ClientIdSize, PlannedTraffic.ClientIdOf(plan, plan.Connections - 1, PlannedTraffic.ColumnsOf(plan)).Length,
        "Write a shorter -ClientId.");

    private static IEnumerable<Demand> Messages(LoadPlan plan)
    {
        var columns = PlannedTraffic.ColumnsOf(plan);
        string?[] topics = [plan.Traffic.Topic, plan.Traffic.BroadcastTopic, plan.Session.Will?.Topic];
        foreach (var pattern in topics.OfType<string>())
        {
            var topic = PlannedTraffic.Topic(plan, pattern, columns);
            yield return new Demand(IoTCoreQuota.TopicSize, topic.Length, $"Write a shorter topic than '{pattern}'.");
            yield return new Demand(IoTCoreQuota.TopicSlashes, SlashesOf(topic), $"Write a topic with fewer levels than '{pattern}'.");
        }

        yield return new Demand(IoTCoreQuota.PayloadSize, PlannedTraffic.PayloadSize(plan), "Lower -PayloadSize, or shorten the template.");
    }

    // The part of a Basic Ingest topic that names the rule, $aws/rules/<rule>/, does not count.
    private static int SlashesOf(ReadOnlySpan<byte> topic) =>
        topic.Count((byte)'/') - (topic.StartsWith("$aws/rules/"u8) ? Math.Min(3, topic.Count((byte)'/')) : 0);

    /// <summary>What a plan takes of a quota, and what to change if that is too much.</summary>
    private sealed record Demand(IoTCoreQuota Quota, double Planned, string Change, bool IsAlwaysWrong = false)
    {
        public QuotaFinding? Exceeds(AccountQuotas account)
        {
            var own = account.Find(Quota);
            var smallest = own ?? Quota.SmallRegionValue ?? Quota.Value;
            if (!IsAlwaysWrong && Planned <= smallest)
            {
                return null;
            }

            var smallOnly = own is null && Quota.SmallRegionValue is not null && Planned <= Quota.Value;
            return new QuotaFinding
            {
                Quota = Quota.Name,
                Limit = smallOnly ? smallest : own ?? Quota.Value,
                Planned = Planned,
                Unit = Quota.Unit,
                Adjustable = Quota.Adjustable,
                SmallRegionsOnly = smallOnly,
                IsOfAccount = own is not null,
                Change = Change,
            };
        }

        public QuotaUse Use(AccountQuotas account)
        {
            var own = account.Find(Quota);
            return new QuotaUse
            {
                Quota = Quota.Name,
                Planned = Planned,
                Limit = own ?? Quota.Value,
                Unit = Quota.Unit,
                IsOfAccount = own is not null,
            };
        }
    }
}
