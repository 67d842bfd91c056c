using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Fanout;

/// <summary>What a run asks of Lambda, and of the rules that start and follow it.</summary>
public sealed record FanoutUse
{
    /// <summary>Name of the function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>Number of shards.</summary>
    public int Shards { get; init; }

    /// <summary>Number of invocations: one for each shard, in each wave.</summary>
    public int Invocations { get; init; }

    /// <summary>
    /// Time of all invocations by their memory, GiB·s, which is what Lambda bills. A drain that ends early makes it less.
    /// </summary>
    public double GigabyteSeconds { get; init; }

    /// <summary>Whether the function runs on arm64.</summary>
    public bool IsArm64 { get; init; }

    /// <summary>Messages that start shards.</summary>
    public int TriggerMessages { get; init; }

    /// <summary>Rules that these messages trigger, all together.</summary>
    public int TriggerRules { get; init; }

    /// <summary>Deployed rules that deliver each message of the load downstream.</summary>
    public int DownstreamRules { get; init; }

    /// <summary>The use of a run.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="state">How it is spread.</param>
    /// <param name="ended">When its last shard ended; null takes the longest time that invocations can run.</param>
    /// <exception cref="Engine.LoadException">What is wrong with the plan.</exception>
    public static FanoutUse Of(LoadPlan plan, FanoutState state, DateTimeOffset? ended = null)
    {
        var schedule = new FanoutSchedule(plan, state);
        var waves = schedule.Waves;
        var seconds = waves.Select((shards, wave) =>
        {
            var longest = schedule.InvocationTime(wave, state);
            var time = ended is { } end && end - schedule.InvokeAt(wave, state) is var ran && ran > TimeSpan.Zero && ran < longest
                ? ran : longest;
            return shards.Count * time.TotalSeconds;
        }).Sum();
        var invocations = waves.Sum(wave => wave.Count);
        var isRule = state.Options.Trigger == FanoutTrigger.Rule;
        return new FanoutUse
        {
            FunctionName = state.Options.FunctionName,
            Shards = state.Options.Workers,
            Invocations = invocations,
            GigabyteSeconds = seconds * state.MemorySize / 1024,
            IsArm64 = state.IsArm64,
            TriggerMessages = isRule ? waves.Sum(wave => (int)Math.Ceiling((double)wave.Count / Math.Max(1, state.Rules))) : 0,
            TriggerRules = isRule ? invocations : 0,
            DownstreamRules = state.DownstreamRules,
        };
    }
}
