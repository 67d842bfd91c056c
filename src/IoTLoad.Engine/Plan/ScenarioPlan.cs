namespace IoTLoad.Engine.Plan;

/// <summary>
/// A named part of a test: devices and load of their own, on the endpoint of the whole. What it does not say, the plan says for it.
/// </summary>
public sealed record ScenarioPlan
{
    /// <summary>Its name: up to 64 letters, digits, hyphens and underscores, the first a letter.</summary>
    public string Name { get; init; } = "";

    /// <summary>When its devices begin to connect, from the start of the test.</summary>
    public TimeSpan StartAt { get; init; }

    /// <summary>The scenario after whose end its devices begin to connect; null does not wait for one.</summary>
    public string? StartAfter { get; init; }

    /// <summary>What a device says when it connects; null is as in the plan.</summary>
    public SessionPlan? Session { get; init; }

    /// <summary>The devices and how they come online; null is as in the plan.</summary>
    public DevicePlan? Devices { get; init; }

    /// <summary>Who publishes what to whom; null is as in the plan.</summary>
    public TrafficPlan? Traffic { get; init; }

    /// <summary>What is in a message; null is as in the plan.</summary>
    public PayloadPlan? Payload { get; init; }

    /// <summary>The load shape; null is as in the plan.</summary>
    public IReadOnlyList<LoadStage>? Stages { get; init; }

    /// <summary>Messages after which its schedule ends; null is as in the plan.</summary>
    public long? MessageCount { get; init; }

    /// <summary>When its devices lose their connections, on the time line of its stages; null is as in the plan.</summary>
    public IReadOnlyList<StormPlan>? Storms { get; init; }

    /// <summary>How intended times are spread; null is as in the plan.</summary>
    public Arrival? Arrival { get; init; }

    /// <summary>Conditions on what this scenario measures.</summary>
    public IReadOnlyList<string> Thresholds { get; init; } = [];
}
