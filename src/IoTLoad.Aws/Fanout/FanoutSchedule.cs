using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// When which part of a plan runs where. A test that is longer than a function may run is cut into waves: the devices of a wave
/// connect when those of the one before it have gone, since they have the same client IDs.
/// </summary>
internal sealed class FanoutSchedule
{
    /// <summary>What is left of an invocation for its last report, and for clocks that differ.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    private readonly List<List<ShardPlan>> _waves = [];
    private readonly List<DateTimeOffset> _begins = [];

    /// <param name="plan">The plan, with its seed drawn.</param>
    /// <param name="state">How it is spread, and from when on.</param>
    /// <exception cref="LoadException">What is wrong with the plan, or the number of shards.</exception>
    public FanoutSchedule(LoadPlan plan, FanoutState state)
    {
        var options = state.Options;
        var startAt = state.StartAt;
        foreach (var (from, until) in plan.Waves(state.LongestWave))
        {
            var wave = _waves.Count;
            var shards = plan.Split(options.Workers, state.RunId, options.TriggerRate is null ? startAt : null);
            _waves.Add([.. shards.Select(shard => shard with { Wave = wave, From = from, Until = until, Rules = state.Rules })]);
            _begins.Add(startAt);
            startAt += Triggering(state) + SetUp(plan) + (until - from) + plan.DrainTime + Reserve;
        }
    }

    /// <summary>The waves, each with its shards.</summary>
    public IReadOnlyList<IReadOnlyList<ShardPlan>> Waves => _waves;

    /// <summary>When the shards of a wave are to be started.</summary>
    public DateTimeOffset InvokeAt(int wave, FanoutState state) => _begins[wave] - state.Options.StartDelay;

    /// <summary>How long an invocation of a wave runs, at the most.</summary>
    public TimeSpan InvocationTime(int wave, FanoutState state) =>
        state.Options.StartDelay + SetUp(Waves[wave][0].Plan) + Waves[wave][0].Duration + Waves[wave][0].Plan.DrainTime;

    /// <summary>When the last report of a part should be there.</summary>
    public DateTimeOffset OverAt(ShardPlan part, FanoutState state) =>
        (part.ScheduleAt ?? _begins[part.Wave] + Triggering(state) + SetUp(part.Plan)) + part.Duration + part.Plan.DrainTime + Reserve;

    /// <summary>The part of a plan's schedule that one invocation can run.</summary>
    /// <exception cref="LoadException">FunctionTimeoutTooShort.</exception>
    public static TimeSpan LongestWave(LoadPlan plan, TimeSpan timeout, FanoutOptions options)
    {
        var longest = timeout - options.StartDelay - SetUp(plan) - plan.DrainTime - Reserve;
        return longest >= TimeSpan.FromSeconds(1) ? longest : throw new LoadException(
            "FunctionTimeoutTooShort", LoadErrorKind.InvalidInput,
            $"An invocation of {DurationText.Format(timeout)} has no time left for the schedule: "
                + $"{DurationText.Format(options.StartDelay)} until the start, {DurationText.Format(Whole(SetUp(plan)))} for "
                + $"connecting and {DurationText.Format(plan.DrainTime)} for draining come first.",
            "Raise -ConnectRate, shorten -DrainTime, or publish the function with a longer -Timeout.", options.FunctionName);
    }

    // Devices of all shards connect at the plan's rate; the schedule begins a little after the last.
    private static TimeSpan SetUp(LoadPlan plan) =>
        TimeSpan.FromSeconds(plan.Connections / plan.Devices.ConnectRate) + TimeSpan.FromSeconds(5);

    // From the first trigger message to the last: each starts a shard for each rule.
    private static TimeSpan Triggering(FanoutState state) =>
        state.Options.TriggerRate is { } rate
            ? TimeSpan.FromSeconds(state.Options.Workers / Math.Max(1, state.Rules) / rate) : TimeSpan.Zero;

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
}
