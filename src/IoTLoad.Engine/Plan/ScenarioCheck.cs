using System.Text.RegularExpressions;

namespace IoTLoad.Engine.Plan;

/// <summary>Finds what cannot be run in the scenarios of a plan, and runs checks of each so that their errors name it.</summary>
public static partial class ScenarioCheck
{
    // Fields of a plan file that no parameter gives.
    private const string Scenarios = "`scenarios`";
    private const string StartAt = "`startAt`";
    internal const string StartAfter = "`startAfter`";

    /// <summary>What the name of a scenario must match.</summary>
    internal const string NamePattern = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

    /// <summary>Runs a step for the plan of each scenario, or for the plan itself if it has none.</summary>
    /// <exception cref="LoadException">That of a step; of a scenario's, it names the scenario.</exception>
    public static IReadOnlyList<T> ForEach<T>(LoadPlan plan, Func<LoadPlan, T> step)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Parts.Select(part => In(part.Scenario, () => step(part)))];
    }

    /// <summary>Runs a step of one scenario; null is a plan without scenarios.</summary>
    /// <exception cref="LoadException">That of the step; of a scenario's, it names the scenario.</exception>
    public static T In<T>(string? scenario, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (LoadException exception) when (scenario is not null && exception.Scenario is null)
        {
            throw exception.In(scenario);
        }
    }

    /// <summary>The scenario of a name, whatever the case.</summary>
    /// <exception cref="LoadException">UnknownScenario, with the nearest name.</exception>
    public static ScenarioPlan Find(LoadPlan plan, string name, InvariantText where) =>
        plan.Scenarios.FirstOrDefault(scenario => ScenarioLines.IsName(scenario, name))
        ?? throw LoadException.InvalidInput(
            "UnknownScenario", $"{where.Take()}: the plan has no scenario '{name}'.",
            plan.Scenarios.Count == 0 ? (InvariantText)"Leave it out, or use a plan with scenarios."
                : $"Did you mean '{NearestWord.Of(name, plan.Scenarios.Select(each => each.Name))}'? The plan has "
                    + $"{string.Join(", ", plan.Scenarios.Select(each => each.Name))}.",
            name);

    /// <summary>Checks a plan with scenarios, and each of them.</summary>
    internal static void Check(LoadPlan plan)
    {
        for (var i = 0; i < plan.Scenarios.Count; i++)
        {
            var scenario = plan.Scenarios[i];
            if (!Name().IsMatch(scenario.Name))
            {
                throw LoadException.InvalidInput(
                    "InvalidScenario", $"{Scenarios}: '{scenario.Name}' cannot be the name of a scenario.",
                    "Write up to 64 letters, digits, hyphens and underscores, the first a letter.", scenario.Name);
            }

            if (plan.Scenarios.Take(i).Any(other => ScenarioLines.IsName(other, scenario.Name)))
            {
                throw LoadException.InvalidInput(
                    "InvalidScenario", $"{Scenarios}: two scenarios have the name '{scenario.Name}'.", "Rename one of them.",
                    scenario.Name);
            }

            CheckStart(plan, scenario);
        }

        var connections = plan.Parts.Sum(part => (long)part.Connections);
        if (connections > PlanCheck.MaxConnections)
        {
            throw LoadException.InvalidInput(
                "InvalidClients", $"The scenarios hold {connections} connections together.",
                $"Keep them to {PlanCheck.MaxConnections}.", connections);
        }

        ForEach(plan, part =>
        {
            PlanCheck.Check(part);
            return true;
        });
        if (plan.Duration > PlanCheck.MaxDuration)
        {
            throw LoadException.InvalidInput(
                "InvalidDuration", $"The scenarios last {plan.Duration} together.", "Keep a test to 7 days.", plan.Duration);
        }
    }

    private static void CheckStart(LoadPlan plan, ScenarioPlan scenario)
    {
        if (scenario.StartAt < TimeSpan.Zero || scenario.StartAt > PlanCheck.MaxDuration)
        {
            throw Wrong(scenario, $"{StartAt} cannot be {scenario.StartAt}.", "Write a time such as 90s or 2m, up to 7 days.");
        }

        if (scenario.StartAfter is null)
        {
            return;
        }

        if (scenario.StartAt > TimeSpan.Zero)
        {
            throw Wrong(
                scenario, $"{StartAt} and {StartAfter} are both given, and each says when it begins.",
                "Leave out one of them.");
        }

        In(scenario.Name, () => Find(plan, scenario.StartAfter, StartAfter));
        var at = scenario;
        for (var i = 0; i <= plan.Scenarios.Count && ScenarioLines.Before(plan, at) is { } before; i++)
        {
            if (ReferenceEquals(before, scenario))
            {
                throw Wrong(
                    scenario, $"{StartAfter} waits, in the end, for the scenario itself.",
                    "Leave it out of one of the scenarios in the circle.");
            }

            at = before;
        }
    }

    private static LoadException Wrong(ScenarioPlan scenario, InvariantText message, InvariantText action) =>
        LoadException.InvalidInput("InvalidScenario", message, action, scenario.Name).In(scenario.Name);

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
