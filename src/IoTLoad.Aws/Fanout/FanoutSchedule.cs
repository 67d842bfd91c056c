using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// When which part of a plan runs where. A schedule that is longer than a function may run is cut into waves: the devices of a wave
/// connect when those of the one before it have gone, since they have the same client IDs. Each scenario has waves of its own.
/// </summary>
internal sealed class FanoutSchedule
{
    /// <summary>What is left of an invocation for its last report, and for clocks that differ.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    private readonly List<(DateTimeOffset Begin, IReadOnlyList<ShardPlan> Shards)> _waves = [];

    /// <param name="plan">The plan, with its seed drawn.</param>
    /// <param name="state">How it is spread, and from when on.</param>
    /// <exception cref="LoadException">What is wrong with the plan, or the number of shards.</exception>
    public FanoutSchedule(LoadPlan plan, FanoutState state)
    {
        var options = state.Options;
        var ends = new Dictionary<string, DateTimeOffset>();
        var parts = plan.Split(options.Workers, state.RunId, unit: state.Rules).GroupBy(shard => shard.Scenario)
            .Select(part => (Scenario: plan.Scenarios.FirstOrDefault(scenario => scenario.Name == part.Key), Shards: part.ToList()));

        // A scenario is planned to begin after the one that it waits for.
        foreach (var (scenario, shards) in parts.OrderBy(
            part => part.Scenario is null ? TimeSpan.Zero : ScenarioLines.StartOf(plan, part.Scenario)))
        {
            var own = shards[0].Plan;
            var begin = state.StartAt + (scenario?.StartAt ?? TimeSpan.Zero);
            begin = scenario is not null && ScenarioLines.Before(plan, scenario) is { } before && ends[before.Name] > begin
                ? ends[before.Name] : begin;
            foreach (var (wave, (from, until)) in own.Waves(state.LongestWave).Index())
            {
                var startAt = begin;
                _waves.Add((begin, [.. shards.Select(shard => shard with
                {
                    Wave = wave, From = from, Until = until, Rules = state.Rules, StartAt = options.TriggerRate is null ? startAt : null,
                })]));
                begin += Triggering(shards.Count, state) + SetUp(own) + (until - from) + own.DrainTime + Reserve;
            }

            ends[own.Scenario ?? ""] = begin;
        }

        _waves = [.. _waves.OrderBy(wave => wave.Begin)];
    }

    /// <summary>The waves of all scenarios in the order in which they begin, each with its shards.</summary>
    public IReadOnlyList<IReadOnlyList<ShardPlan>> Waves => [.. _waves.Select(wave => wave.Shards)];

    /// <summary>When the first device of a scenario begins to connect.</summary>
    public DateTimeOffset BeginOf(string scenario) => _waves.Find(wave => wave.Shards[0].Scenario == scenario).Begin;

    /// <summary>When the first device of a wave begins to connect.</summary>
    public DateTimeOffset BeginOf(int wave) => _waves[wave].Begin;

    /// <summary>When the shards of a wave are to be started.</summary>
    public DateTimeOffset InvokeAt(int wave, FanoutState state) => _waves[wave].Begin - state.Options.StartDelay;

    /// <summary>The place of a part's wave among all; -1 for a shard that was started again.</summary>
    public int WaveOf(ShardPlan part) =>
        _waves.FindIndex(wave => wave.Shards[0].Scenario == part.Scenario && wave.Shards[0].Wave == part.Wave);

    /// <summary>How long an invocation of a wave runs, at the most.</summary>
    public TimeSpan InvocationTime(int wave, FanoutState state)
    {
        var shard = _waves[wave].Shards[0];
        return state.Options.StartDelay + SetUp(shard.Plan) + shard.Duration + shard.Plan.DrainTime;
    }

    /// <summary>When the last report of a part should be there.</summary>
    public DateTimeOffset OverAt(ShardPlan part, FanoutState state) =>
        (part.ScheduleAt ?? _waves[WaveOf(part)].Begin + Triggering(part.Shards, state) + SetUp(part.Plan))
            + part.Duration + part.Plan.DrainTime + Reserve;

    /// <summary>The part of a plan's schedule that one invocation can run.</summary>
    /// <exception cref="LoadException">FunctionTimeoutTooShort.</exception>
    public static TimeSpan LongestWave(LoadPlan plan, TimeSpan timeout, FanoutOptions options)
    {
        var longest = timeout - options.StartDelay - SetUp(plan) - plan.DrainTime - Reserve;
        return longest >= TimeSpan.FromSeconds(1) ? longest : throw LoadException.InvalidInput(
            "FunctionTimeoutTooShort",
            $"An invocation of {DurationText.Format(timeout)} has no time left for the schedule: "
                + $"{DurationText.Format(options.StartDelay)} until the start, {DurationText.Format(Whole(SetUp(plan)))} for "
                + $"connecting and {DurationText.Format(plan.DrainTime)} for draining come first.",
            "Raise -ConnectRate, shorten -DrainTime, or publish the function with a longer -Timeout.", options.FunctionName);
    }

    // Devices of all shards connect at the plan's rate; the schedule begins a little after the last.
    private static TimeSpan SetUp(LoadPlan plan) =>
        TimeSpan.FromSeconds(plan.Connections / plan.Devices.ConnectRate) + TimeSpan.FromSeconds(5);

    // From the first trigger message to the last: each starts a shard for each rule.
    private static TimeSpan Triggering(int shards, FanoutState state) =>
        state.Options.TriggerRate is { } rate ? TimeSpan.FromSeconds(shards / Math.Max(1, state.Rules) / rate) : TimeSpan.Zero;

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
}
