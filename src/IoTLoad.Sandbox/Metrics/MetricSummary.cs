namespace IoTLoad.Sandbox.Metrics;

/// <summary>Values of a time range, as CloudWatch keeps them.</summary>
/// <param name="Minimum">Smallest; infinity where there are none.</param>
/// <param name="Maximum">Largest; minus infinity where there are none.</param>
/// <param name="Values">How often each value was seen; those of which only a summary arrived are not among them.</param>
internal readonly record struct MetricSummary(
    long Count, double Sum, double Minimum, double Maximum, IReadOnlyList<KeyValuePair<double, long>> Values)
{
    public static readonly MetricSummary Empty = new(0, 0, double.PositiveInfinity, double.NegativeInfinity, []);

    /// <summary>Two ranges as one.</summary>
    public MetricSummary With(MetricSummary other) => new(
        Count + other.Count, Sum
            + other.Sum, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum), [.. Values, .. other.Values]);

    /// <summary>The smallest value that a share of all values does not exceed.</summary>
    /// <param name="percent">Share, 0 to 100.</param>
    /// <returns>Null where values arrived as summaries, of which nobody can tell.</returns>
    public double? Percentile(double percent)
    {
        if (Values.Sum(value => value.Value) != Count)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        foreach (var (value, count) in Values.OrderBy(value => value.Key))
        {
            rank -= count;
            if (rank <= 0)
            {
                return value;
            }
        }

        return null;
    }
}
