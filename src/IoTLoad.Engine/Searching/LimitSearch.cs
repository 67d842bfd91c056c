namespace IoTLoad.Engine.Searching;

/// <summary>Where a search begins and ends.</summary>
public sealed record LimitBounds
{
    /// <summary>The first value that is tried.</summary>
    public required double Minimum { get; init; }

    /// <summary>The highest value that is ever tried.</summary>
    public required double Maximum { get; init; }

    /// <summary>What a value is multiplied by as long as it holds.</summary>
    public double Growth { get; init; } = 1.5;

    /// <summary>Width of the final interval, as a share of the value.</summary>
    public double Precision { get; init; } = 0.02;

    /// <summary>How often the value at the edge must hold in all.</summary>
    public int Repeats { get; init; } = 2;

    /// <summary>Most steps; the search ends there with what it knows.</summary>
    public int MostSteps { get; init; } = 40;

    /// <summary>Whether only whole numbers can be tried.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Checks that there is something to search.</summary>
    /// <exception cref="LoadException">InvalidLimitBounds.</exception>
    public void Check()
    {
        if (!(Minimum > 0 && Maximum >= Minimum && Growth > 1 && Precision is > 0 and < 1 && Repeats >= 1 && MostSteps >= 1))
        {
            throw LoadException.InvalidInput(
                "InvalidLimitBounds", $"There is nothing to search from {Minimum} to {Maximum} with a precision of {Precision}.",
                "Write a minimum above 0, a maximum no lower than it, and a precision between 0 and 1, such as 0.02.", Minimum);
        }
    }
}

/// <summary>One value that was tried.</summary>
/// <param name="Number">Number of the step, from 1.</param>
/// <param name="Value">The value.</param>
/// <param name="Held">Whether all thresholds held.</param>
/// <param name="Why">What did not hold; null if all did.</param>
/// <param name="Id">The test's ID.</param>
/// <param name="Saturated">Whether the generator could not keep up, so that a step that did not hold may be its own fault.</param>
public sealed record LimitStep(int Number, double Value, bool Held, string? Why = null, string? Id = null, bool Saturated = false);

/// <summary>What a search has found.</summary>
/// <param name="Highest">The highest value that held each time it was tried; null if none did.</param>
/// <param name="Broken">The lowest value above it that did not hold; null if none was tried that did not.</param>
/// <param name="Complete">
/// Whether the interval is as narrow as it was to be, or the maximum held; not if the search was stopped or ran out of steps.
/// </param>
/// <param name="Steps">Every step, in order.</param>
public sealed record FoundLimit(double? Highest, double? Broken, bool Complete, IReadOnlyList<LimitStep> Steps);

/// <summary>
/// Finds the highest value at which a test still passes: raises it until it breaks, halves the interval, and repeats the edge, because a
/// value that held once may have been lucky. A value that breaks while the generator is saturated is tried once more, because a busy
/// machine is no limit of the platform.
/// </summary>
public static class LimitSearch
{
    /// <summary>Searches.</summary>
    /// <param name="bounds">Where to begin and end.</param>
    /// <param name="probe">Tries a value; the step's number and value are set by the search.</param>
    /// <param name="stop">Ends the search after the step that runs, with what it knows.</param>
    /// <exception cref="LoadException">InvalidLimitBounds.</exception>
    public static async Task<FoundLimit> FindAsync(
        LimitBounds bounds, Func<double, CancellationToken, Task<LimitStep>> probe, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentNullException.ThrowIfNull(probe);
        bounds.Check();
        var steps = new List<LimitStep>();
        var next = Rounded(bounds.Minimum);
        while (steps.Count < bounds.MostSteps && !stop.IsCancellationRequested)
        {
            var step = await probe(next, stop);
            if (stop.IsCancellationRequested)
            {
                // A test that was stopped has decided nothing.
                break;
            }

            steps.Add(step with { Number = steps.Count + 1, Value = next });
            if (step is { Held: false, Saturated: true } && steps.Count(each => each.Value.Equals(next) && !each.Held) == 1)
            {
                continue;
            }

            var (held, broken, times) = Edge(steps);
            if (Next(held, broken, times) is not { } value)
            {
                return new FoundLimit(held, broken, true, steps);
            }

            next = value;
        }

        var (highest, lowest, _) = Edge(steps);
        return new FoundLimit(highest, lowest, false, steps);

        double? Next(double? held, double? broken, int times)
        {
            if (held is not { } low)
            {
                // Not even the minimum held.
                return null;
            }

            if (broken is null && low < bounds.Maximum)
            {
                return Math.Min(bounds.IsWhole ? Math.Max(low + 1, Rounded(low * bounds.Growth)) : low * bounds.Growth, bounds.Maximum);
            }

            if (broken is { } high && (high - low) / high > bounds.Precision && Rounded((low + high) / 2) is var middle
                && middle > low && middle < high)
            {
                return middle;
            }

            return times < bounds.Repeats ? low : null;
        }

        double Rounded(double value) => bounds.IsWhole ? Math.Floor(value) : value;
    }

    /// <summary>The highest value that held below the lowest that did not, that value, and how often the former held.</summary>
    private static (double? Held, double? Broken, int Times) Edge(List<LimitStep> steps)
    {
        var broken = steps.GroupBy(step => step.Value)
            .Where(tries => tries.Any(step => step is { Held: false, Saturated: false }) || tries.Count(step => !step.Held) > 1)
            .Select(tries => (double?)tries.Key).Min();
        var held = steps.Where(step => step.Held && !(step.Value >= broken)).Select(step => (double?)step.Value).Max();
        return (held, broken, steps.Count(step => step.Held && step.Value.Equals(held)));
    }
}
