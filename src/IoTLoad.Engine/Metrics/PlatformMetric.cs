namespace IoTLoad.Engine.Metrics;

/// <summary>Something that the platform counts itself, and that thresholds call <c>cloudwatch.&lt;name&gt;</c>.</summary>
/// <param name="Name">Its name, with a statistic if it is a duration.</param>
/// <param name="IsDuration">Whether it is a duration, in milliseconds, and not a number.</param>
public sealed record PlatformMetric(string Name, bool IsDuration = false)
{
    /// <summary>What thresholds put before the name.</summary>
    public const string Prefix = "cloudwatch.";

    private static readonly string[] Outcomes = ["Success", "AuthError", "ClientError", "ServerError", "Throttle"];

    /// <summary>All of them: what AWS IoT Core and Lambda report to CloudWatch.</summary>
    public static IReadOnlyList<PlatformMetric> All { get; } =
    [
        .. new[] { "Connect", "PublishIn", "PublishOut", "Subscribe" }
            .SelectMany(operation => Outcomes.Select(outcome => new PlatformMetric($"{operation}.{outcome}"))),
        .. new[]
        {
            "Connect.ClientIDThrottle", "Ping.Success", "RulesExecuted", "RuleMessageThrottled", "Success", "Failure", "Invocations",
            "Errors", "Throttles", "ConcurrentExecutions", "AsyncEventsReceived", "AsyncEventsDropped",
        }.Select(name => new PlatformMetric(name)),
        .. new[] { "Duration.mean", "Duration.p99", "Duration.max", "AsyncEventAge.mean", "AsyncEventAge.max" }
            .Select(name => new PlatformMetric(name, IsDuration: true)),
    ];
}

/// <summary>What the platform says of one of its metrics over a whole test.</summary>
/// <param name="Value">The value; null if there is none.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record PlatformValue(double? Value, string? Reason = null);
