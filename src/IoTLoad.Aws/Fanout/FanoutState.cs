using System.Text.Json.Serialization;
using IoTLoad.Aws.Metrics;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Fanout;

/// <summary>What another session needs to go on with a run whose coordinator is gone: kept in the run's folder, without secrets.</summary>
public sealed record FanoutState
{
    /// <summary>Name of its file in the run's folder.</summary>
    public const string FileName = "fanout.json";

    /// <summary>How long Lambda keeps an event, so that its shard begins late.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The run's ID.</summary>
    public required string RunId { get; init; }

    /// <summary>How it is spread.</summary>
    public required FanoutOptions Options { get; init; }

    /// <summary>AWS region.</summary>
    public required string Region { get; init; }

    /// <summary>Number of topic rules that start a shard each for a trigger message; 1 where shards are invoked.</summary>
    public int Rules { get; init; } = 1;

    /// <summary>Memory of the function, MB.</summary>
    public int MemorySize { get; init; }

    /// <summary>Whether the function runs on arm64.</summary>
    public bool IsArm64 { get; init; }

    /// <summary>Number of topic rules that deliver the load downstream.</summary>
    public int DownstreamRules { get; init; }

    /// <summary>When the first shard was to begin.</summary>
    public DateTimeOffset StartAt { get; init; }

    /// <summary>Longest part of the schedule that one invocation runs.</summary>
    public TimeSpan LongestWave { get; init; }

    /// <summary>What CloudWatch is asked once the run is over; null for nothing.</summary>
    public CloudWatchQuestion? CloudWatch { get; init; }

    /// <summary>Whether functions of the run may still be at work, going by the time alone.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="LoadException">What is wrong with the plan.</exception>
    public bool MayHaveFunctionsOut(LoadPlan plan, DateTimeOffset now)
    {
        var schedule = new FanoutSchedule(plan, this);
        return now < schedule.Waves.SelectMany(wave => wave).Max(part => schedule.OverAt(part, this)) + LongestWait;
    }
}

/// <summary>The JSON of <see cref="FanoutState"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FanoutState))]
public sealed partial class FanoutJson : JsonSerializerContext;
