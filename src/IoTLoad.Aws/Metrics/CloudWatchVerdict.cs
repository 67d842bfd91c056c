using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Aws.Metrics;

/// <summary>What CloudWatch is asked once a test is over.</summary>
/// <param name="Reconcile">Whether the test's own counts are held against CloudWatch's.</param>
/// <param name="Delay">How long after the end of the test's last minute; zero asks at once.</param>
/// <param name="Function">The function that ran the test; null if this machine did.</param>
/// <param name="Rules">Names of topic rules that each message triggers, besides one that it is published to directly.</param>
/// <param name="Region">AWS region of the broker.</param>
/// <param name="StartDelay">How long before the start the function is invoked.</param>
public sealed record CloudWatchQuestion(
    bool Reconcile, TimeSpan Delay, string? Function = null, IReadOnlyList<string>? Rules = null, string? Region = null,
    TimeSpan StartDelay = default);

/// <summary>What a test counted itself.</summary>
/// <param name="Scenario">The scenario that it is of; null in a plan without any.</param>
/// <param name="Origin">When second 0 began.</param>
/// <param name="Slices">Its seconds.</param>
public sealed record OwnSeconds(string? Scenario, DateTimeOffset Origin, IReadOnlyList<Slice> Slices);

/// <summary>Decides what only CloudWatch can tell of a test: thresholds on its metrics, and whether both counted the same.</summary>
/// <param name="connection">How to reach AWS.</param>
/// <param name="question">What to ask.</param>
public sealed class CloudWatchVerdict(AwsConnection connection, CloudWatchQuestion question)
{
    private static readonly string[] OfLambda =
        [.. CloudWatchMetric.All.Where(metric => metric.Namespace == CloudWatchMetric.Lambda).Select(metric => metric.Name)];

    /// <summary>What is asked.</summary>
    public CloudWatchQuestion Question => question;

    /// <summary>Whether a plan's thresholds need CloudWatch.</summary>
    /// <exception cref="LoadException">A threshold is malformed.</exception>
    public static bool IsNeeded(LoadPlan plan) => NamesOf(plan).Any();

    /// <summary>The threshold that is on a function's metrics; null if none is.</summary>
    /// <exception cref="LoadException">A threshold is malformed.</exception>
    public static string? OnFunction(LoadPlan plan) => Threshold.ForPlan(plan)
        .FirstOrDefault(threshold => threshold.PlatformNames.Any(name => OfLambda.Contains(name.Split('.')[0])))?.Expression;

    /// <summary>When CloudWatch has all of a test.</summary>
    public DateTimeOffset CompleteAt(LoadResult result) =>
        question.Delay > TimeSpan.Zero ? CloudWatchReader.CompleteAt(result.Ended) - CloudWatchReader.Lateness + question.Delay
            : result.Ended;

    /// <summary>
    /// Waits, reads, and completes the result. What cannot be read is not measured, with the reason; what the test measured itself stays.
    /// </summary>
    /// <param name="result">The result without CloudWatch.</param>
    /// <param name="seconds">Reads the test's own seconds, of each scenario; asked for reconciliation only.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<LoadResult> CompleteAsync(
        LoadResult result, Func<IReadOnlyList<OwnSeconds>> seconds, CancellationToken stop)
    {
        var names = NamesOf(result.Plan).ToList();
        try
        {
            if (CompleteAt(result) - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, stop);
            }

            var reconciler = question.Reconcile ? new Reconciler(result, seconds(), question.Rules ?? []) : null;
            var wanted = names.SelectMany(name => new[] { name.Split('.') is [var first, "mean" or "p99" or "max"] ? first : name,
                CloudWatchMetric.CompanionOf(name) ?? name }).Concat(reconciler?.Counters ?? []).ToHashSet(StringComparer.Ordinal);
            var read = await CloudWatchReader.ReadAsync(connection, new CloudWatchQuery
            {
                From = result.Started - question.StartDelay,
                To = result.Ended,
                NameFilter = wanted.Contains,
                FunctionNames = question.Function is null ? [] : [question.Function],
            }, stop);

            // The function may have been invoked in the minute before the test began; what else is in that minute is not the test's.
            var points = read.Where(point => point.Timestamp.AddMinutes(1) > result.Started || OfLambda.Contains(point.Name)).ToList();
            return PlatformVerdict.Complete(
                result, names.ToDictionary(name => name, name => ValueOf(name, points)), reconciler?.Compare(points) ?? []);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Without("the wait for CloudWatch was ended");
        }
        catch (LoadException fault)
        {
            return Without(fault.Message.TrimEnd('.'));
        }

        LoadResult Without(string reason) => PlatformVerdict.Complete(
            result, names.ToDictionary(name => name, _ => new PlatformValue(null, reason)), [], question.Reconcile ? reason : null);
    }

    private static IEnumerable<string> NamesOf(LoadPlan plan) =>
        Threshold.ForPlan(plan).SelectMany(threshold => threshold.PlatformNames).Distinct(StringComparer.Ordinal);

    private static PlatformValue ValueOf(string name, IReadOnlyList<CloudWatchPoint> points)
    {
        var (metric, statistic) = name.Split('.') is [var first, "mean" or "p99" or "max"] and [_, var last]
            ? (first, last) : (name, name == "ConcurrentExecutions" ? "max" : "sum");
        var values = points.Where(point => point.Name == metric && point.Statistic.Equals(statistic, StringComparison.OrdinalIgnoreCase))
            .Select(point => point.Value).ToList();
        if (values.Count > 0)
        {
            // Of statistics that cannot be added, the worst minute.
            return new PlatformValue(statistic == "sum" ? values.Sum() : values.Max());
        }

        // AWS writes no zeros: what did not happen has no points. That it was counted at all shows in the companion.
        var companion = CloudWatchMetric.CompanionOf(metric);
        return companion is not null && points.Any(point => point.Name == companion)
            ? new PlatformValue(0)
            : new PlatformValue(null, $"CloudWatch has no points of {metric}{(companion is null ? "" : $", and none of {companion}")} "
                + "for the time of the test");
    }
}
