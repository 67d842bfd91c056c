using System.Text.Json.Serialization;
using IoTLoad.Engine.Thresholds;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>What the test counted in a minute, or in all, beside what the platform counted.</summary>
/// <param name="Minute">When the minute began, UTC; null for the sum of all minutes.</param>
/// <param name="Counter">The platform's counter.</param>
/// <param name="Own">The test's own count.</param>
/// <param name="Platform">The platform's count.</param>
/// <param name="Allowed">
/// Difference that the counts can have without an error: what became of some messages is not known to the test, and near the border of
/// a minute a message can be in either.
/// </param>
public sealed record ReconciledCount(DateTimeOffset? Minute, string Counter, long Own, double Platform, long Allowed)
{
    /// <summary>The platform's count without the test's.</summary>
    public double Difference => Platform - Own;

    /// <summary>Whether the difference is allowed.</summary>
    [JsonIgnore]
    public bool Agrees => Math.Abs(Difference) <= Allowed;

    /// <inheritdoc/>
    public override string ToString() => Text($"{Counter} {(Minute is { } minute ? $"{minute.UtcDateTime:HH:mm}Z" : "in all")}: ")
        + Text($"{Own} of its own, {Platform} of the platform's, {Allowed} allowed");

    /// <summary>A threshold's row for each counter: it breaks if one of its rows does not agree.</summary>
    public static IEnumerable<ThresholdResult> Judge(IEnumerable<ReconciledCount> rows)
    {
        foreach (var counter in rows.GroupBy(row => row.Counter))
        {
            var total = counter.FirstOrDefault(row => row.Minute is null) ?? counter.First();
            var broken = counter.Where(row => !row.Agrees).ToList();
            yield return new ThresholdResult($"reconcile {counter.Key}", total.Difference, broken.Count == 0)
            {
                Limit = total.Allowed,
                Reason = broken.Count == 0 ? null : string.Join("; ", broken.OrderBy(row => row.Minute is not null).Take(3)),
            };
        }
    }
}
