namespace IoTLoad.Aws.Metrics;

/// <summary>A metric that AWS publishes about a load test.</summary>
/// <param name="Namespace">Namespace in CloudWatch.</param>
/// <param name="Name">Name.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Statistics">Statistics that make sense of it, in CloudWatch's words.</param>
public sealed record CloudWatchMetric(string Namespace, string Name, string Unit, IReadOnlyList<string> Statistics)
{
    /// <summary>Namespace of AWS IoT Core.</summary>
    public const string IoT = "AWS/IoT";

    /// <summary>Namespace of AWS Lambda.</summary>
    public const string Lambda = "AWS/Lambda";

    private static readonly string[] Outcomes = ["Success", "AuthError", "ClientError", "ServerError", "Throttle"];
    private static readonly string[] SumOnly = ["Sum"];

    /// <summary>All metrics that are read.</summary>
    public static IReadOnlyList<CloudWatchMetric> All { get; } =
    [
        .. Outcomes.Select(outcome => Count(IoT, $"Connect.{outcome}")),
        Count(IoT, "Connect.ClientIDThrottle"),
        .. Outcomes.Select(outcome => Count(IoT, $"PublishIn.{outcome}")),
        .. Outcomes.Select(outcome => Count(IoT, $"PublishOut.{outcome}")),
        .. Outcomes.Select(outcome => Count(IoT, $"Subscribe.{outcome}")),
        Count(IoT, "Ping.Success"),
        Count(IoT, "RulesExecuted"),
        Count(IoT, "RuleMessageThrottled"),
        Count(IoT, "Success"),
        Count(IoT, "Failure"),
        Count(Lambda, "Invocations"),
        Count(Lambda, "Errors"),
        Count(Lambda, "Throttles"),
        new(Lambda, "Duration", "Milliseconds", ["Average", "p99", "Maximum"]),
        new(Lambda, "ConcurrentExecutions", "Count", ["Maximum"]),
        Count(Lambda, "AsyncEventsReceived"),
        new(Lambda, "AsyncEventAge", "Milliseconds", ["Average", "Maximum"]),
        Count(Lambda, "AsyncEventsDropped"),
    ];

    /// <summary>Names of all metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(metric => metric.Name)];

    /// <summary>
    /// The metric that has points whenever a metric of errors could have had some: AWS writes a point for what happened, and no zeros.
    /// Null for a metric that stands for itself.
    /// </summary>
    public static string? CompanionOf(string name) => name switch
    {
        "Ping.Success" => null,
        "RuleMessageThrottled" => "RulesExecuted",
        "Failure" => "Success",
        "Errors" or "Throttles" or "AsyncEventsDropped" => "Invocations",
        _ when name.EndsWith(".Success", StringComparison.Ordinal) => null,
        _ when name.Split('.') is ["Connect" or "PublishIn" or "PublishOut" or "Subscribe", _] and [var operation, _] =>
            $"{operation}.Success",
        _ => null,
    };

    /// <summary>Whether the broker counts it by protocol, so that it can be asked for before CloudWatch lists it.</summary>
    public bool IsByProtocol => Namespace == IoT && Name.Contains('.', StringComparison.Ordinal);

    private static CloudWatchMetric Count(string space, string name) => new(space, name, "Count", SumOnly);
}
