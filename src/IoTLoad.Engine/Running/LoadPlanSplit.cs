using System.Security.Cryptography;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Running;

/// <summary>Splits a plan into shards, and a long schedule into waves.</summary>
public static class LoadPlanSplit
{
    /// <summary>Most shards of one plan: ten times what an account's functions may run at a time by default.</summary>
    public const int MaxShards = 10_000;

    /// <summary>
    /// Splits a plan with its seed drawn into one shard for each scenario, all in one process; a plan without scenarios is one shard.
    /// </summary>
    internal static IReadOnlyList<ShardPlan> ToShards(this LoadPlan plan, string runId)
    {
        var shards = new List<ShardPlan>();
        var connections = 0;
        foreach (var part in plan.Parts)
        {
            // Scenarios with the same seed would send at the same moments.
            var seed = shards.Count == 0 ? plan.Seed
                : 1 + (int)(SplitMix.Mix((ulong)plan.Seed + ((ulong)shards.Count << 32)) % (int.MaxValue - 1));
            shards.Add(new ShardPlan
            {
                RunId = runId,
                Plan = part with { Seed = seed },
                Scenario = part.Scenario,
                FirstShard = shards.Count,
                FirstConnection = connections,
            });
            connections += part.Connections + (part.WatchesWills ? 1 : 0);
        }

        return shards;
    }

    /// <summary>The plan with its seed drawn.</summary>
    public static LoadPlan Seeded(this LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Seed != 0 ? plan : plan with { Seed = RandomNumberGenerator.GetInt32(1, int.MaxValue) };
    }

    /// <summary>
    /// Splits a plan: devices in ranges that differ by one at most, every rate in proportion, all shards with the same seed. Scenarios
    /// share the shards by the number of their devices. Checks the plan as a whole, but for its files and hosts, which are the workers'.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shards">Number of shards, up to the number of devices.</param>
    /// <param name="runId">The run's ID.</param>
    /// <param name="startAt">When the first device begins to connect; null lets each shard begin at once.</param>
    /// <param name="unit">The number of shards of each scenario is a multiple of this.</param>
    /// <exception cref="LoadException">InvalidShards, ShardsNeedEndpoint, or what is wrong with the plan.</exception>
    public static IReadOnlyList<ShardPlan> Split(
        this LoadPlan plan, int shards, string runId, DateTimeOffset? startAt = null, int unit = 1)
    {
        PlanCheck.Check(plan);
        ArgumentException.ThrowIfNullOrEmpty(runId);
        var counts = ShardsOf([.. plan.Parts.Select(part => part.Devices.Count)], shards, unit);
        if (plan.Endpoints.Count == 0 && shards > 1)
        {
            throw LoadException.InvalidInput(
                "ShardsNeedEndpoint", "The plan names no endpoint, and each worker would start an embedded broker of its own.",
                $"Add {PlanField.Endpoints}.", shards);
        }

        Threshold.Check(plan);
        var parts = plan.Seeded().ToShards(runId);
        foreach (var of in parts.Select(part => part.Plan).Prepend(plan))
        {
            ScenarioCheck.In(of.Scenario, () => CheckAbort(of));
        }

        List<ShardPlan> split = [];
        foreach (var (part, count) in parts.Zip(counts))
        {
            ScenarioCheck.In(part.Scenario, () => CheckClientIds(part.Plan, count, runId));
            split.AddRange(Enumerable.Range(0, count).Select(shard => part with
            {
                Shard = shard,
                Shards = count,
                FirstShard = split.Count,
                StartAt = startAt,
            }).ToList());
        }

        if (parts.All(part => HasPatternsToCheck(part.Plan)))
        {
            PatternCheck.CheckApart(plan, parts);
        }

        return split;
    }

    /// <summary>How many shards each scenario has: one unit at least, and beyond that, shards of as even a size as can be.</summary>
    private static int[] ShardsOf(int[] devices, int shards, int unit)
    {
        if (shards < devices.Length * unit || shards > MaxShards || shards > devices.Sum())
        {
            throw Invalid(Math.Min(MaxShards, devices.Sum()));
        }

        if (devices.Min() < unit && devices.Length > 1)
        {
            throw LoadException.InvalidInput(
                "InvalidShards", $"Each scenario is split over {unit} workers at least, and one has {devices.Min()} devices.",
                $"Give each scenario {unit} devices or more, or start workers one by one.", shards);
        }

        var units = Enumerable.Repeat(1, devices.Length).ToArray();
        for (var left = (shards / unit) - units.Length; left > 0; left--)
        {
            var next = Enumerable.Range(0, units.Length).Where(part => (units[part] + 1) * unit <= devices[part])
                .OrderByDescending(part => (double)devices[part] / units[part]).Cast<int?>().FirstOrDefault()
                ?? throw Invalid(units.Sum() * unit);
            units[next]++;
        }

        return units.Select(count => count * unit).ToArray();

        LoadException Invalid(int most) => LoadException.InvalidInput(
            "InvalidShards",
            devices.Length == 1 ? (InvariantText)$"{devices[0]} devices cannot be split over {shards} workers."
                : $"{devices.Length} scenarios of {string.Join(", ", devices)} devices cannot be split over {shards} workers.",
            $"Write {PlanField.Shards} as {devices.Length * unit} to {most}: each has one device at least"
                + $"{(devices.Length == 1 ? "" : ", and belongs to one scenario")}.", shards);
    }

    private static bool CheckAbort(LoadPlan plan) =>
        Threshold.ForPlan(plan).FirstOrDefault(threshold => threshold.AbortGrace is not null) is not { } aborting ? true
            : throw LoadException.InvalidInput(
                "AbortNeedsLocalTest",
                $"The threshold \"{aborting.Expression}\" would end the test, and shards of functions do not see each other.",
                "Leave out \"abort\", or run the test on one machine.", aborting.Expression);

    private static bool CheckClientIds(LoadPlan plan, int shards, string runId)
    {
        if (shards > 1 && Has("threadNo") && !Has("shard") && !(Has("triggerNo") && Has("ruleNo")) && !Has("device"))
        {
            throw LoadException.InvalidInput(
                "ClientIdNotPerDevice", "Devices of several shards would have the same client ID: {{threadNo}} counts from 0 in each.",
                $"Put {{{{shard}}}} into {PlanField.ClientId} as well.", plan.Devices.ClientId);
        }

        if (HasPatternsToCheck(plan))
        {
            PatternCheck.Check(plan, runId, null);
        }

        return true;

        bool Has(string placeholder) => plan.Devices.ClientId.Contains($"{{{{{placeholder}", StringComparison.OrdinalIgnoreCase);
    }

    // What files say about devices is known to the workers.
    private static bool HasPatternsToCheck(LoadPlan plan) => plan.Payload.CsvFile is null && plan.Devices.Inventory is null;

    /// <summary>Cuts the schedule of a plan into waves of equal length, none longer than <paramref name="longest"/>.</summary>
    public static IReadOnlyList<(TimeSpan From, TimeSpan Until)> Waves(this LoadPlan plan, TimeSpan longest)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longest, TimeSpan.Zero);
        var length = plan.Duration;
        if (plan is { MessageCount: not null, Arrival: Arrival.Poisson } && length > longest)
        {
            throw LoadException.InvalidInput(
                "MessageCountNeedsUniform",
                $"The schedule runs in waves, as it is longer than {longest}; random arrivals cannot be counted from one wave to the next.",
                $"Leave out {PlanField.MessageCount}, use uniform arrival, or shorten {PlanField.Duration}.", plan.MessageCount);
        }

        var count = (int)Math.Max(1, (length.Ticks + longest.Ticks - 1) / longest.Ticks);
        return [.. Enumerable.Range(0, count).Select(wave => (length * wave / count, length * (wave + 1) / count))];
    }
}
