using System.Text.Json.Serialization;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Sharding;

/// <summary>
/// What one worker does of a plan: the whole plan, and which part of it. Parts never overlap: devices are numbered through all
/// shards, and so are their client IDs, topics and tokens. Serialised by <see cref="EngineJson"/>, without secrets, as plans are.
/// </summary>
/// <remarks>
/// Shard <c>k</c> of <c>n</c> has devices <c>first … first + count − 1</c>. The messages of the schedule, and the connections that
/// are due, are dealt to the shards like cards: message <c>i</c> is shard <c>i mod n</c>'s (within each round of all senders). So the
/// union of all shards is the schedule of one machine to the nanosecond, while each shard alone has an even stream.
/// </remarks>
public sealed record ShardPlan
{
    /// <summary>The run's ID, the same for all shards.</summary>
    public required string RunId { get; init; }

    /// <summary>The shard's number, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>Number of shards that the plan is split into.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>The scenario that this is a shard of, whose plan <see cref="Plan"/> is; null in a plan without scenarios.</summary>
    public string? Scenario { get; init; }

    /// <summary>Number of shards of the scenarios before this one: reports are numbered through all.</summary>
    public int FirstShard { get; init; }

    /// <summary>The number that its reports and topics have, through all scenarios.</summary>
    [JsonIgnore]
    public int Number => FirstShard + Shard;

    /// <summary>Number of connections of the scenarios before this one: client IDs and topics are numbered through all.</summary>
    public int FirstConnection { get; init; }

    /// <summary>
    /// Number of topic rules that start a shard each for a trigger message; shard <c>k</c> is trigger <c>k / rules</c>'s, by rule
    /// <c>k mod rules</c>.
    /// </summary>
    public int Rules { get; init; } = 1;

    /// <summary>
    /// Number, from 0, of this stretch of the shard's time, where one worker after the other does a part of it: reports of one shard
    /// and several waves are told apart by it.
    /// </summary>
    public int Wave { get; init; }

    /// <summary>When the first device of the first shard begins to connect, UTC, for all shards the same; null begins at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>How long after the last connection was due the schedule begins, where <see cref="StartAt"/> is given.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where in the schedule this wave begins.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Where in the schedule this wave ends; null is the schedule's end.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>The whole plan, the same for all shards, with its seed drawn.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>Length of this wave's part of the schedule.</summary>
    [JsonIgnore]
    public TimeSpan Duration => (Until is { } until && until < Plan.Duration ? until : Plan.Duration) - From;

    /// <summary>When the schedule begins, UTC; null where it begins once the devices are online.</summary>
    [JsonIgnore]
    public DateTimeOffset? ScheduleAt => StartAt + TimeSpan.FromSeconds(Plan.Connections / Plan.Devices.ConnectRate) + SettleTime;

    /// <summary>The devices of this shard.</summary>
    [JsonIgnore]
    public ShardRange Devices => ShardRange.Of(Shard, Shards, Plan.Devices.Count);

    /// <summary>
    /// The extra publishers or subscribers of this shard, numbered from 0; as connections they come after all devices of the plan.
    /// </summary>
    [JsonIgnore]
    public ShardRange Extras => ShardRange.Of(Shard, Shards, Plan.Connections - Plan.Devices.Count);

    /// <summary>Connections of this shard.</summary>
    [JsonIgnore]
    public int Connections => Devices.Count + Extras.Count;

    /// <summary>Those of this shard's connections that publish, numbered among all that do.</summary>
    [JsonIgnore]
    public ShardRange Senders => Plan.Traffic.Pattern == TrafficPattern.Downlink ? Extras : Devices;

    /// <summary>Connections of the whole plan that publish.</summary>
    [JsonIgnore]
    public int TotalSenders => Plan.Traffic.Pattern == TrafficPattern.Downlink ? Plan.Traffic.Publishers : Plan.Devices.Count;

    /// <summary>This shard's share of every rate, 0 to 1.</summary>
    [JsonIgnore]
    public double Share => (double)Senders.Count / TotalSenders;

    /// <summary>
    /// Whether messages go from one shard to another, so that which receipts are lost is known only to all of them together.
    /// </summary>
    [JsonIgnore]
    public bool CrossesShards => Shards > 1 && Plan.Traffic.Pattern is TrafficPattern.FanIn or TrafficPattern.Downlink;

    /// <summary>
    /// Messages that this shard's schedule asks for in this wave; with Poisson arrival, on average, rounded so that all shards
    /// together have those of the plan.
    /// </summary>
    public long CountMessages()
    {
        var shape = new LoadShape(Plan.Stages);
        var (from, until) = (From.TotalSeconds, (From + Duration).TotalSeconds);
        if (Plan is { Arrival: Arrival.Poisson, MessageCount: { } count })
        {
            return SenderSlice.Of(Shard, Shards, TotalSenders).CountBefore(count);
        }

        if (Plan.Arrival == Arrival.Poisson)
        {
            var whole = shape.CountAt(until) - shape.CountAt(from);
            return MeanBefore(Senders.First + Senders.Count) - MeanBefore(Senders.First);

            long MeanBefore(int sender) => (long)Math.Round(whole * sender / TotalSenders);
        }

        var limit = Plan.MessageCount ?? long.MaxValue;
        var slice = SenderSlice.Of(Shard, Shards, TotalSenders);
        return Before(until) - Before(from);

        long Before(double seconds) => slice.CountBefore(Math.Min(limit, ArrivalSequence.FirstFrom(shape, seconds, Plan.Arrival)));
    }

    /// <summary>The number in the whole plan of this shard's connection <paramref name="index"/>, devices first.</summary>
    internal int ConnectionAt(int index) =>
        index < Devices.Count ? Devices.First + index : Plan.Devices.Count + Extras.First + index - Devices.Count;

    /// <summary>
    /// The place of this shard's connection <paramref name="index"/> in the order in which the plan's connections are due: devices are
    /// dealt to the shards like cards, and then the extra connections.
    /// </summary>
    internal int TurnOf(int index)
    {
        var devices = Devices.Count;
        return index < devices ? Shard + (index * Shards) : Plan.Devices.Count + Shard + ((index - devices) * Shards);
    }
}
