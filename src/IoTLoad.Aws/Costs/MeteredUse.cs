using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.Quotas;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Aws.Costs;

/// <summary>
/// What a test makes AWS count, as "AWS IoT Core additional metering details" says: messages in units of 5 KiB of topic and payload,
/// CONNECT, SUBSCRIBE and devices' PUBACK as messages, and connections by the minute; over HTTP, the body alone.
/// </summary>
public sealed record MeteredUse
{
    private const double UnitBytes = 5 * 1024;

    /// <summary>Whether it was measured, or follows from the plan.</summary>
    public bool IsMeasured { get; private init; }

    /// <summary>What is counted, by what it is for.</summary>
    public IReadOnlyList<(string Name, PriceItem Item, double Quantity)> Items { get; private init; } = [];

    /// <summary>What a plan comes to, if all of it runs and every connection stays up until the end of the drain time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rules">The rules that its messages trigger.</param>
    /// <param name="functions">What it asks of Lambda; null if this machine runs it.</param>
    /// <exception cref="LoadException">The plan's patterns, template or CSV file cannot be read.</exception>
    public static MeteredUse Of(LoadPlan plan, RuleUse rules, FanoutUse? functions = null)
    {
        if (plan.Scenarios.Count > 0)
        {
            return Sum(plan.Parts.Select(part => Of(part, rules, functions)));
        }

        var devices = plan.Devices;
        var again = (devices.ChurnShare * devices.Count * plan.Duration / devices.ChurnInterval)
            + plan.Storms.Sum(storm => storm.Share * devices.Count);
        var setUp = TimeSpan.FromSeconds(plan.Connections / devices.ConnectRate);
        var whole = (setUp + plan.Duration + plan.DrainTime).TotalSeconds;
        var minutes = plan.Protocol == LoadProtocol.Http ? 0 : Enumerable.Range(0, plan.Connections)
            .Sum(connection => Math.Ceiling((whole - (connection / devices.ConnectRate)) / 60));
        return new Traffic(plan, PlannedTraffic.PayloadSize(plan))
        {
            Minutes = minutes,
            Connects = plan.Connections + again,
            Published = plan.Messages,
            Delivered = plan.Messages * PlannedTraffic.Flow(plan).Copies,
        }.Metered(rules, functions, isMeasured: false);
    }

    /// <summary>What a test came to, by its own counts. Messages have their mean size.</summary>
    /// <param name="result">The result.</param>
    /// <param name="seconds">
    /// Its seconds, which know how long connections were up; none take the longest time that they can have been.
    /// </param>
    /// <param name="rules">The rules that its messages triggered.</param>
    /// <param name="functions">What it asked of Lambda; null if this machine ran it.</param>
    /// <exception cref="LoadException">The plan's patterns or CSV file cannot be read.</exception>
    public static MeteredUse Of(LoadResult result, IReadOnlyList<Slice> seconds, RuleUse rules, FanoutUse? functions = null)
    {
        if (result.Scenarios.Count > 0)
        {
            return Sum(result.Scenarios.Select(scenario => Of(scenario, [], rules, functions)));
        }

        var counters = result.Counters;
        var online = seconds.Count > 0 ? seconds.Sum(second => (double)second.Online)
            : result.PeakOnline * (result.Ended - result.Started).TotalSeconds;
        var isHttp = result.Plan.Protocol == LoadProtocol.Http;
        var size = counters.Published > 0 ? (double)counters.PublishedBytes / counters.Published : 0;
        return new Traffic(result.Plan, size)
        {
            // A connection is billed by whole minutes.
            Minutes = isHttp || counters.Connected == 0 ? 0
                : counters.Connected * Math.Max(1, Math.Ceiling(online / counters.Connected / 60)),
            Connects = counters.Connected,
            Published = counters.Published,
            Delivered = counters.Received + counters.Duplicates,
        }.Metered(rules, functions, isMeasured: true);
    }

    private static MeteredUse Sum(IEnumerable<MeteredUse> parts)
    {
        var all = parts.ToList();
        return new MeteredUse
        {
            IsMeasured = all[0].IsMeasured,
            Items = [.. all.SelectMany(part => part.Items).GroupBy(each => (each.Name, each.Item))
                .Select(group => (group.Key.Name, group.Key.Item, group.Sum(each => each.Quantity)))],
        };
    }

    private static double Units(double bytes) => Math.Max(1, Math.Ceiling(bytes / UnitBytes));

    private sealed record Traffic(LoadPlan Plan, double PayloadSize)
    {
        public double Minutes { get; init; }

        public double Connects { get; init; }

        public double Published { get; init; }

        public double Delivered { get; init; }

        public MeteredUse Metered(RuleUse rules, FanoutUse? functions, bool isMeasured)
        {
            var isHttp = Plan.Protocol == LoadProtocol.Http;
            var columns = PlannedTraffic.ColumnsOf(Plan);
            var topic = PlannedTraffic.Topic(Plan, Plan.Traffic.BroadcastTopic ?? Plan.Traffic.Topic, columns);
            var isIngest = topic.AsSpan().StartsWith("$aws/rules/"u8);
            var units = Units(PayloadSize + PropertySize + (isHttp ? 0 : topic.Length));
            var triggered = Published * Math.Max(rules.PerMessage + (functions?.DownstreamRules ?? 0), isIngest ? 1 : 0);
            var triggers = functions?.TriggerRules ?? 0;
            (string Name, PriceItem Item, double Quantity)[] all =
            [
                ("IoT Core connections", PriceItem.ConnectionMinutes, Minutes),
                ("IoT Core messages in", PriceItem.Messages, isIngest ? 0 : Published * units),
                ("IoT Core messages out", PriceItem.Messages, Delivered * units),
                ("IoT Core acknowledgements of devices", PriceItem.Messages, Plan.Traffic.QoS > 0 ? Delivered : 0),
                ("IoT Core retained messages", PriceItem.Messages, Plan.Traffic.Retain ? Published * units : 0),
                ("IoT Core connects and subscriptions", PriceItem.Messages, isHttp ? 0 : Connects * (Units(WillSize) + SubscribingShare)),
                ("IoT Core trigger messages", PriceItem.Messages, functions?.TriggerMessages ?? 0),
                ("IoT Core rules triggered", PriceItem.RulesTriggered, (triggered * units) + triggers),
                ("IoT Core rule actions", PriceItem.RuleActions, (triggered * rules.ActionsPerRule * units) + triggers),
                ("Lambda requests", PriceItem.LambdaRequests, functions?.Invocations ?? 0),
                ("Lambda duration",
                    functions?.IsArm64 == true ? PriceItem.LambdaArm64 : PriceItem.LambdaX64, functions?.GigabyteSeconds ?? 0),
            ];
            return new MeteredUse { IsMeasured = isMeasured, Items = [.. all.Where(each => each.Quantity > 0)] };
        }

        // Without their placeholders' values, whose sizes matter little beside 5 KiB.
        private double PropertySize => Plan.Traffic.Properties is not { } properties ? 0
            : properties.User.Sum(each => each.Name.Length + each.Value.Length) + (properties.ContentType?.Length ?? 0)
                + (properties.ResponseTopic?.Length ?? 0) + (properties.CorrelationData?.Length ?? 0);

        private double WillSize => Plan.Session.Will is { } will ? will.Topic.Length + will.Payload.Length : 0;

        private double SubscribingShare => Plan.Traffic.Pattern switch
        {
            TrafficPattern.PublishOnly => 0,
            TrafficPattern.FanIn => (double)Plan.Traffic.Subscribers / Plan.Connections,
            TrafficPattern.Downlink => (double)Plan.Devices.Count / Plan.Connections,
            _ => 1,
        };
    }
}

/// <summary>The topic rules of the account that the messages of a test trigger.</summary>
/// <param name="PerMessage">Rules that each message triggers.</param>
/// <param name="ActionsPerRule">Actions of each of them.</param>
public sealed record RuleUse(double PerMessage = 0, double ActionsPerRule = 1);
