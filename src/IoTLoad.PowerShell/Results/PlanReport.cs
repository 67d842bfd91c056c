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

    /// <summary>The quota of AWS IoT Core that the plan breaks first, and at what share of its load; null if it breaks none.</summary>
    public string? FirstQuota { get; init; }

    /// <summary>All default quotas of AWS IoT Core that the plan exceeds.</summary>
    public IReadOnlyList<QuotaFinding> Quotas { get; init; } = [];
}
