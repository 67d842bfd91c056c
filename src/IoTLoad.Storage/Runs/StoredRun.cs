using IoTLoad.Engine.Plan;

namespace IoTLoad.Storage.Runs;

/// <summary>How a stored run stands.</summary>
public enum RunState
{
    /// <summary>Its process is at work.</summary>
    Running,

    /// <summary>The whole schedule ran.</summary>
    Completed,

    /// <summary>It was stopped before its end.</summary>
    Stopped,

    /// <summary>It could not run.</summary>
    Failed,

    /// <summary>Its process ended without saying so; all but its last second can be read.</summary>
    Interrupted,

    /// <summary>Its folder cannot be read; <see cref="StoredRun.Damage"/> says why.</summary>
    Damaged,
}

/// <summary>A run in the store.</summary>
public sealed record StoredRun
{
    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? $"{Id} ({Name})" : Id;

    /// <summary>The run's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The plan's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the run stands.</summary>
    public RunState State { get; init; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended, UTC; for an interrupted run, when it last wrote; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Where the devices connected to.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Number of devices.</summary>
    public int Devices { get; init; }

    /// <summary>Messages a second that the schedule asked for; until the run has ended, the plan's highest rate.</summary>
    public double OfferedRate { get; init; }

    /// <summary>Messages a second that were published; null until the run has ended.</summary>
    public double? PublishedRate { get; init; }

    /// <summary>Whether all thresholds held; null until the run has ended.</summary>
    public bool? Passed { get; init; }

    /// <summary>The run's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Process that runs or ran it.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The plan; null where the folder is damaged.</summary>
    public LoadPlan? Plan { get; init; }

    /// <summary>What is wrong with the folder; null unless it is damaged.</summary>
    public string? Damage { get; init; }
}
