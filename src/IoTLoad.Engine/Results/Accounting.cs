using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>
/// The sums that every finished test must satisfy. A result that breaks one is a bug of the generator, never of the platform.
/// </summary>
public static class Accounting
{
    /// <summary>The sums that a result breaks, each as a sentence with its numbers; none for a correct result.</summary>
    public static IReadOnlyList<string> Check(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);

        // Which receipts were surplus, and which lost, is known once the drain time is over.
        if (result.Scenarios.Count > 0)
        {
            // Of scenarios whose messages are answered and others, only each one's own sums hold.
            return [.. Check(result.Counters, acknowledged: false, tracked: false),
                .. result.Scenarios.SelectMany(scenario => Check(scenario).Select(broken => $"Scenario '{scenario.Name}': {broken}"))];
        }

        var tracked = result.Plan.IsTracked && result.Outcome != RunOutcome.Interrupted;
        return Check(result.Counters, result.Plan.IsAcknowledged, tracked);
    }

    /// <summary>The sums that counters break.</summary>
    /// <param name="counters">Totals at the end of a test.</param>
    /// <param name="acknowledged">Whether messages were answered: MQTT's QoS 0 has no acknowledgements to check.</param>
    /// <param name="tracked">Whether receipts were matched to what was sent.</param>
    public static IReadOnlyList<string> Check(Counters counters, bool acknowledged, bool tracked)
    {
        ArgumentNullException.ThrowIfNull(counters);
        var broken = new List<string>();
        Require("Intended = Published + Missed", counters.Intended, counters.Published + counters.Missed);
        Require("ConnectAttempts = Connected + ConnectFailed", counters.ConnectAttempts, counters.Connected + counters.ConnectFailed);
        if (acknowledged)
        {
            Require("Published = Acked + Failed + Unacked", counters.Published, counters.Acked + counters.Failed + counters.Unacked);
        }

        if (tracked)
        {
            Require("Expected = Received − Surplus + Lost", counters.Expected, counters.Received - counters.Surplus + counters.Lost);
        }

        return broken;

        void Require(string sum, long left, long right)
        {
            if (left != right)
            {
                broken.Add(Text($"{sum} does not hold: {left} is not {right}."));
            }
        }
    }
}
