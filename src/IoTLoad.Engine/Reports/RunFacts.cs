using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Reports;

/// <summary>What a result needs to know of its run besides the shards' reports.</summary>
public sealed record RunFacts
{
    /// <summary>The run's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The plan that ran, with its seed drawn.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>How the run ended.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>Why the run failed; null where it did not.</summary>
    public RunFault? Fault { get; init; }

    /// <summary>When the first device began to connect, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When the last connection was closed, UTC.</summary>
    public DateTimeOffset Ended { get; init; }

    /// <summary>Length of the publishing phase as it ran; null takes the number of whole seconds that the slices say it ran.</summary>
    public TimeSpan? PublishDuration { get; init; }

    /// <summary>Where the devices connected to, as text.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Most connections that were up at one time; null takes the highest end of a second.</summary>
    public int? PeakOnline { get; init; }

    /// <summary>Connections that were never up; null where that is not known.</summary>
    public int? NeverConnected { get; init; }

    /// <summary>Further notes for the reader.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Folder in which the run is stored; null where it is not.</summary>
    public string? Folder { get; init; }
}
