namespace IoTLoad.Engine.Plan;

/// <summary>What the scenarios of a plan are together: their plans, and where each stands on the time line as it is planned.</summary>
/// <remarks>Connecting takes no time on this line: how long it takes depends on the platform.</remarks>
public static class ScenarioLines
{
    /// <summary>The plan of one scenario: what it says, and for the rest what the whole plan says.</summary>
    public static LoadPlan PlanOf(LoadPlan plan, ScenarioPlan scenario)
    {
        var prefix = scenario.Name + ":";
        var own = scenario.Thresholds.Select(text => IsOf(text, prefix) ? text : $"{prefix}{text}");
        return plan with
        {
            Name = scenario.Name,
            Scenario = scenario.Name,
            Scenarios = [],
            Session = scenario.Session is { } session ? session with { Password = plan.Session.Password } : plan.Session,
            Devices = scenario.Devices ?? plan.Devices,
            Traffic = scenario.Traffic ?? plan.Traffic,
            Payload = scenario.Payload ?? plan.Payload,
            Stages = scenario.Stages ?? plan.Stages,
            MessageCount = scenario.MessageCount ?? plan.MessageCount,
            Storms = scenario.Storms ?? plan.Storms,
            Arrival = scenario.Arrival ?? plan.Arrival,
            Thresholds = [.. plan.Thresholds.Where(text => IsOf(text, prefix)), .. own],
            HasThresholdsOfWhole = plan.Thresholds.Any(text => ScenarioOf(text) is null),
        };
    }

    /// <summary>The scenario that a threshold names, <c>name:condition</c>; null if it names none.</summary>
    public static string? ScenarioOf(string threshold) =>
        PrefixOf(threshold) is > 0 and var length ? threshold[..(length - 1)].Trim() : null;

    /// <summary>Characters of a threshold up to the colon behind a scenario's name, that included; 0 if it names none.</summary>
    public static int PrefixOf(string threshold)
    {
        var text = threshold.AsSpan().TrimStart();
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '-' or '_'))
        {
            length++;
        }

        return length > 0 && length < text.Length && text[length] == ':' ? threshold.Length - text.Length + length + 1 : 0;
    }

    /// <summary>When a scenario's schedule is planned to begin, from the start of the test.</summary>
    public static TimeSpan StartOf(LoadPlan plan, ScenarioPlan scenario)
    {
        var start = TimeSpan.Zero;
        var at = scenario;
        for (var i = 0; i < plan.Scenarios.Count && Before(plan, at) is { } before; i++)
        {
            start += (before.Stages ?? plan.Stages).Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
            at = before;
        }

        return start + at.StartAt;
    }

    /// <summary>The scenario that one waits for; null if it waits for none, or the plan has none of that name.</summary>
    public static ScenarioPlan? Before(LoadPlan plan, ScenarioPlan scenario) =>
        scenario.StartAfter is null ? null : plan.Scenarios.FirstOrDefault(other => IsName(other, scenario.StartAfter));

    /// <summary>Whether one of two scenarios begins only after the end of the other.</summary>
    public static bool AreApart(LoadPlan plan, ScenarioPlan one, ScenarioPlan other) =>
        Follows(one, other, plan) || Follows(other, one, plan);

    /// <summary>When the last schedule is planned to end.</summary>
    public static TimeSpan DurationOf(LoadPlan plan) => Lines(plan).Max(line => line.Start + line.Plan.Duration);

    /// <summary>The highest rate of all scenarios together, messages a second.</summary>
    public static double PeakRateOf(LoadPlan plan)
    {
        // Rates are linear between the borders of stages, and may jump there.
        var lines = Lines(plan);
        return lines.SelectMany(line => Borders(line.Start, line.Plan.Stages)).Distinct()
            .SelectMany(time => new[] { lines.Sum(line => RateAt(line, time, true)), lines.Sum(line => RateAt(line, time, false)) })
            .DefaultIfEmpty().Max();
    }

    /// <summary>The most connections that scenarios are planned to hold at a time.</summary>
    public static int PeakConnectionsOf(LoadPlan plan)
    {
        var lines = Lines(plan);
        return lines.Max(line => lines.Where(other => other.Start <= line.Start && line.Start < other.Start + other.Plan.Duration)
            .Sum(other => other.Plan.Connections));
    }

    private static List<(TimeSpan Start, LoadPlan Plan)> Lines(LoadPlan plan) =>
        [.. plan.Scenarios.Select(scenario => (StartOf(plan, scenario), PlanOf(plan, scenario)))];

    private static IEnumerable<TimeSpan> Borders(TimeSpan start, IReadOnlyList<LoadStage> stages)
    {
        yield return start;
        foreach (var stage in stages)
        {
            yield return start += stage.Duration;
        }
    }

    /// <summary>The rate just before a time, or just after it.</summary>
    private static double RateAt((TimeSpan Start, LoadPlan Plan) line, TimeSpan time, bool before)
    {
        var from = line.Start;
        foreach (var stage in line.Plan.Stages)
        {
            var to = from + stage.Duration;
            if (before ? time > from && time <= to : time >= from && time < to)
            {
                return stage.StartRate + ((stage.EndRate - stage.StartRate) * ((time - from) / stage.Duration));
            }

            from = to;
        }

        return 0;
    }

    private static bool Follows(ScenarioPlan later, ScenarioPlan earlier, LoadPlan plan)
    {
        var at = later;
        for (var i = 0; i < plan.Scenarios.Count && Before(plan, at) is { } before; i++)
        {
            if (ReferenceEquals(before, earlier))
            {
                return true;
            }

            at = before;
        }

        return false;
    }

    internal static bool IsName(ScenarioPlan scenario, string name) =>
        string.Equals(scenario.Name, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(string threshold, string prefix) =>
        threshold.TrimStart().StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
