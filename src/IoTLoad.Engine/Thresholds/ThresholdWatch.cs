using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Thresholds;

/// <summary>
/// Follows a plan's thresholds through the seconds of a test: those of windows and parts are decided here, and of all it is noted when
/// they were first broken. Memory does not grow with the length of the test. Not safe for concurrent use.
/// </summary>
public sealed class ThresholdWatch
{
    private readonly LoadPlan _plan;
    private readonly List<Watched> _watched;
    private readonly List<Stretch> _stretches;
    private int _running;

    /// <summary>Begins with a test that has not run yet.</summary>
    /// <exception cref="LoadException">A threshold of the plan is malformed.</exception>
    public ThresholdWatch(LoadPlan plan)
    {
        _plan = plan;
        var thresholds = Threshold.ForPlan(plan);
        _stretches = [.. thresholds.GroupBy(threshold => threshold.Scope).Select(group => new Stretch(
            group.Key, group.Key.StartIn(plan), group.Any(each => each.Metrics.Any(metric => metric.Kind == ThresholdKind.Latency))))];
        _watched = [.. thresholds.Select(threshold => new Watched(threshold, _stretches.First(each => each.Scope == threshold.Scope)))];
    }

    /// <summary>The threshold that has ended the test; null if none has.</summary>
    public ThresholdResult? Aborted { get; private set; }

    /// <summary>Takes the next second of the whole test.</summary>
    /// <returns>Whether a threshold says just now that the test is to end.</returns>
    /// <exception cref="FormatException">A histogram is damaged.</exception>
    public bool Add(Slice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        var since = TimeSpan.FromSeconds(_running);
        foreach (var stretch in _stretches)
        {
            stretch.Add(slice, since);
        }

        _running += slice.Phase == RunPhase.Running ? 1 : 0;
        var time = TimeSpan.FromSeconds(slice.Second + 1);
        foreach (var watched in _watched.Where(each => each.Stretch.IsDue))
        {
            watched.Look(_plan, time);
        }

        foreach (var stretch in _stretches.Where(each => each.IsDue))
        {
            stretch.Next();
        }

        var first = _watched.FirstOrDefault(each => each is { IsBroken: true, Threshold.AbortGrace: not null }
            && slice.Phase == RunPhase.Running && TimeSpan.FromSeconds(_running) > each.Threshold.AbortGrace);
        var ends = first is not null && Aborted is null;
        if (ends)
        {
            Aborted = first!.Threshold.Result(first.Latest) with { FirstBroken = first.FirstBroken };
        }

        return ends;
    }

    /// <summary>The verdict on each threshold, once the test has a result.</summary>
    public IReadOnlyList<ThresholdResult> Evaluate(TestMeasurements result) =>
        [.. _watched.Select(watched => watched.Close(_plan, result))];

    /// <summary>One threshold.</summary>
    private sealed class Watched(Threshold threshold, Stretch stretch)
    {
        private double? _worst;
        private bool _any;
        private bool _unmeasured;

        public Threshold Threshold => threshold;

        public Stretch Stretch => stretch;

        public TimeSpan? FirstBroken { get; private set; }

        public double? Latest { get; private set; }

        public bool IsBroken { get; private set; }

        public void Look(LoadPlan plan, TimeSpan time)
        {
            if (threshold.Metrics.Any(metric => metric.IsKnownAtEnd) && !stretch.Scope.IsWhole)
            {
                return;
            }

            var value = threshold.Unit.Of(threshold.Metrics, stretch.Measure(plan), !stretch.Scope.IsWhole);
            var isWindow = stretch.Scope.Window is not null;
            Latest = value;
            IsBroken = !threshold.Holds(value) && (isWindow || value is not null);
            if (isWindow)
            {
                _any = true;
                _unmeasured |= value is null;
                _worst = value is null || (_worst is not null && !IsWorse(value.Value)) ? _worst : value;
            }

            // Until the end, a sum that is to become large, and a rate that is to be reached, are too small without being wrong.
            if (IsBroken && (isWindow || threshold.IsUpperBound))
            {
                FirstBroken ??= time;
            }
        }

        public ThresholdResult Close(LoadPlan plan, TestMeasurements result)
        {
            var verdict = stretch.Scope switch
            {
                { IsWhole: true } => threshold.Evaluate(result),
                { Window: not null } => threshold.Result(_any && !_unmeasured ? _worst : null),
                _ => threshold.Result(threshold.Unit.Of(threshold.Metrics, stretch.Measure(plan), isPart: true)),
            };
            return verdict.Passed ? verdict : verdict with { FirstBroken = FirstBroken };
        }

        private bool IsWorse(double value) => threshold.Operator switch
        {
            ThresholdOperator.Greater or ThresholdOperator.GreaterOrEqual => value < _worst,
            ThresholdOperator.Equal => Math.Abs(value - threshold.Limit) > Math.Abs(_worst!.Value - threshold.Limit),
            ThresholdOperator.NotEqual => value.Equals(threshold.Limit),
            _ => value > _worst,
        };
    }

    /// <summary>What was measured in one part of a test, or in its window that is open.</summary>
    private sealed class Stretch(ThresholdScope scope, TimeSpan start, bool hasLatencies)
    {
        private readonly LatencyTotals? _latencies = hasLatencies ? new LatencyTotals() : null;
        private Counters _counters = new();
        private Counters _running = new();
        private int _seconds;
        private Measured? _measured;

        public ThresholdScope Scope => scope;

        /// <summary>Whether there is something to look at: each second, or a window that is full.</summary>
        public bool IsDue { get; private set; }

        public void Add(Slice slice, TimeSpan since)
        {
            var isRunning = slice.Phase == RunPhase.Running;
            IsDue = scope.IsWhole || (since >= start && (isRunning || (scope.Window is null && slice.Phase > RunPhase.Running)));
            if (!IsDue)
            {
                return;
            }

            _measured = null;
            _seconds += isRunning ? 1 : 0;
            _counters.Add(slice.Counters);
            if (isRunning)
            {
                // The rest of the last second would be a rate without its time.
                _running.Add(slice.Counters);
            }

            _latencies?.Add(slice.Latencies);
            IsDue = scope.Window is not { } window || _seconds >= window.TotalSeconds;
        }

        /// <summary>Begins the next window.</summary>
        public void Next()
        {
            if (scope.Window is not null)
            {
                (_counters, _running, _seconds, _measured) = (new Counters(), new Counters(), 0, null);
                _latencies?.Clear();
            }
        }

        public Measured Measure(LoadPlan plan) => _measured ??= Measured.Of(
            plan, _counters, _running, _latencies, TimeSpan.FromSeconds(_seconds));
    }

    /// <summary>The measurements of a part.</summary>
    private sealed record Measured : TestMeasurements
    {
        public static Measured Of(
            LoadPlan plan, Counters counters, Counters running, LatencyTotals? latencies, TimeSpan duration) => new()
            {
                Plan = plan,
                PublishDuration = duration,
                Counters = counters,
                OfferedRate = duration > TimeSpan.Zero ? running.Intended / duration.TotalSeconds : 0,
                PublishedRate = duration > TimeSpan.Zero ? running.Published / duration.TotalSeconds : 0,
                Connect = Summary(latencies?.Connect),
                Ack = Summary(latencies?.Ack),
                AckService = Summary(latencies?.AckService),
                RoundTrip = Summary(latencies?.RoundTrip),
                ScheduleLag = Summary(latencies?.ScheduleLag),
            };

        private static LatencySummary Summary(HdrHistogram.HistogramBase? histogram) =>
            histogram is null ? LatencySummary.Empty : Reports.Latency.Summarize(histogram);
    }
}
