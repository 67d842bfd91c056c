using IoTLoad.Engine.Searching;

namespace IoTLoad.PowerShell.Results;

/// <summary>The limit that a search has found.</summary>
public sealed record SearchedLimit
{
    /// <summary>What was raised.</summary>
    public LimitOf Of { get; init; }

    /// <summary>The highest value that held each time it was tried; null if none did.</summary>
    public double? Highest { get; init; }

    /// <summary>The lowest value above it that did not hold; null if the maximum held.</summary>
    public double? Broken { get; init; }

    /// <summary>Whether the search came to its end; not if it was stopped or ran out of steps.</summary>
    public bool Complete { get; init; }

    /// <summary>What did not hold, in the last step that broke.</summary>
    public string? Why { get; init; }

    /// <summary>Every step, in order.</summary>
    public IReadOnlyList<LimitStep> Steps { get; init; } = [];
}
