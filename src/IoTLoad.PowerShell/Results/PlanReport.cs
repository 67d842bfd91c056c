using IoTLoad.Aws.Quotas;

namespace IoTLoad.PowerShell.Results;

/// <summary>What a check of a plan has found.</summary>
public sealed record PlanReport
{
    /// <summary>Whether the plan can run.</summary>
    public bool Valid { get; init; }

    /// <summary>The plan file; empty if the plan is an object's.</summary>
    public string Source { get; init; } = "";

    /// <summary>The plan's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is wrong, with file, line and column; null if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>What to write instead.</summary>
    public string? Action { get; init; }

    /// <summary>Stable name of the problem.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Number of devices.</summary>
    public int Devices { get; init; }

    /// <summary>Connections, extra publishers and subscribers included.</summary>
    public int Connections { get; init; }

    /// <summary>Messages that the load shape asks for.</summary>
    public long Messages { get; init; }

    /// <summary>Highest rate, messages a second.</summary>
    public double PeakRate { get; init; }

    /// <summary>Length of the publishing phase.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// The quota of AWS IoT Core that more load breaks first, and at what share of the plan's load: below 100 %, the plan itself breaks it.
    /// Null if the plan has no load.
    /// </summary>
    public string? FirstQuota { get; init; }

    /// <summary>What it would cost on AWS; null if the region or its prices are not known.</summary>
    public double? EstimatedCost { get; init; }

    /// <summary>Currency of the cost.</summary>
    public string? Currency { get; init; }

    /// <summary>Where the limits come from: the account's values, or AWS's defaults and why.</summary>
    public string QuotaSource { get; init; } = "";

    /// <summary>All quotas of AWS IoT Core that the plan exceeds.</summary>
    public IReadOnlyList<QuotaFinding> Quotas { get; init; } = [];

    /// <summary>What the plan takes of each quota that more load breaks, the one that breaks first first.</summary>
    public IReadOnlyList<QuotaUse> QuotaUses { get; init; } = [];
}
