using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Control;

/// <summary>The topics of a run's control channel.</summary>
public static class ControlTopics
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "iotload/runs/";

    /// <summary>Where a shard reports; later waves of it have a level of their own, so that each keeps its retained last report.</summary>
    public static string Shard(string runId, int shard, int wave = 0) => wave == 0
        ? Text($"{Prefix}{runId}/shards/{shard}")
        : Text($"{Prefix}{runId}/shards/{shard}/{wave}");

    /// <summary>
    /// The filters for all waves of a shard. In AWS IoT Core, unlike in MQTT, <c>#</c> does not take in the level above it.
    /// </summary>
    public static IReadOnlyList<string> ShardFilters(string runId, int shard) => [Shard(runId, shard), Shard(runId, shard) + "/+"];

    /// <summary>Where the invocation that runs a shard says so, retained, so that another one of the same event leaves it alone.</summary>
    public static string Claim(string runId, int shard, int wave = 0) => Text($"{Prefix}{runId}/claims/{shard}/{wave}");

    /// <summary>Where commands to all shards come from.</summary>
    public static string Commands(string runId) => $"{Prefix}{runId}/control";
}

/// <summary>A command to all shards of a run.</summary>
/// <param name="Type"><c>stop</c>; shards take no notice of what they do not know.</param>
public sealed record ControlCommand(string Type)
{
    /// <summary>Ends the schedule of each shard; it drains, disconnects and reports.</summary>
    public const string Stop = "stop";
}
