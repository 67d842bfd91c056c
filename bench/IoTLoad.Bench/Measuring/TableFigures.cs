namespace IoTLoad.Bench.Measuring;

/// <summary>What one contender did in one row of the table, as its process hands it over.</summary>
/// <param name="Rate">Messages acknowledged a second.</param>
/// <param name="CpuPerMessage">CPU of the process for each message, µs.</param>
/// <param name="WorkingSet">Memory of the process at the end, bytes.</param>
/// <param name="LagP50">Schedule lag, median, ms; null if it was not measured.</param>
/// <param name="LagP99">Schedule lag, 99th percentile, ms.</param>
internal sealed record TableFigures(double Rate, double CpuPerMessage, double WorkingSet, double? LagP50, double? LagP99)
{
    /// <summary>The median of each figure.</summary>
    public static TableFigures MedianOf(IReadOnlyList<TableFigures> rounds) => new(
        Median.Of(rounds.Select(round => round.Rate)),
        Median.Of(rounds.Select(round => round.CpuPerMessage)),
        Median.Of(rounds.Select(round => round.WorkingSet)),
        rounds[0].LagP50 is null ? null : Median.Of(rounds.Select(round => round.LagP50 ?? 0)),
        rounds[0].LagP99 is null ? null : Median.Of(rounds.Select(round => round.LagP99 ?? 0)));
}
