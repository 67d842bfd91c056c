using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Fanout;

/// <summary>How a plan is spread over functions. Holds no secrets.</summary>
public sealed record FanoutOptions
{
    /// <summary>Name of the function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>Number of shards.</summary>
    public required int Workers { get; init; }

    /// <summary>How shards are started.</summary>
    public FanoutTrigger Trigger { get; init; }

    /// <summary>Trigger messages a second, and shards begin as they come; null sends all at once, for a common start.</summary>
    public double? TriggerRate { get; init; }

    /// <summary>From the first invocation to the common start: the time in which all functions have to come up.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The broker that reports and commands go over; null is the one under test.</summary>
    public ControlEndpoint? Control { get; init; }

    /// <summary>The broker that reports and commands of a plan go over.</summary>
    internal ControlEndpoint ControlOf(LoadPlan plan, AwsConnection connection) =>
        Control ?? ControlEndpoint.Of(plan, AlwaysSign && !string.IsNullOrEmpty(connection.EndpointUrl));

    /// <summary>Where functions find secrets.</summary>
    public SecretSources Secrets { get; init; } = new();

    /// <summary>Where functions write points of single connections and messages; null writes none.</summary>
    public PointTarget? Points { get; init; }

    /// <summary>Whether functions sign for hosts that are not AWS's.</summary>
    public bool AlwaysSign { get; init; }

    /// <summary>Whether a shard that is not heard of any more is started again for what is left of its schedule.</summary>
    public bool RestartFailed { get; init; }

    /// <summary>How often shards report.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How shards are started.</summary>
public enum FanoutTrigger
{
    /// <summary>By an asynchronous invocation each.</summary>
    Invoke,

    /// <summary>By trigger messages, each of which starts as many functions as there are trigger rules.</summary>
    Rule,
}
