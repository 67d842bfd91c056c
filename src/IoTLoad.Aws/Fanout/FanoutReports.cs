using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// What the shards of a spread test have reported: of the whole, and of each scenario. Not safe for concurrent use, but for
/// <see cref="Progress"/>.
/// </summary>
internal sealed class FanoutReports
{
    private readonly LoadPlan _plan;
    private readonly List<(string? Scenario, ReportMerger Reports, FanoutProgress Progress)> _parts = [];

    /// <param name="plan">The plan.</param>
    /// <param name="longestWave">The longest part of a schedule that one invocation runs.</param>
    public FanoutReports(LoadPlan plan, TimeSpan longestWave)
    {
        _plan = plan;
        foreach (var part in plan.Parts)
        {
            var reports = part.Scenario is null ? Whole : new ReportMerger();
            _parts.Add((part.Scenario, reports, new FanoutProgress(part, part.Waves(longestWave).Count, reports)));
        }
    }

    /// <summary>All reports.</summary>
    public ReportMerger Whole { get; } = new();

    /// <summary>How the test stands.</summary>
    public LoadProgress Progress => _plan.Scenarios.Count == 0 ? _parts[0].Progress.Current
        : LoadProgress.Of(_plan, [.. _parts.Select(part => (part.Scenario!, part.Progress.Current))]);

    /// <summary>From the last message of a wave to the first of the next.</summary>
    public IEnumerable<TimeSpan> HandOvers => _parts.SelectMany(part => part.Progress.HandOvers);

    /// <summary>The reports of a scenario; null is the whole test.</summary>
    public ReportMerger Of(string? scenario) => scenario is null ? Whole : _parts.Find(part => part.Scenario == scenario).Reports;

    /// <summary>Takes a report.</summary>
    /// <exception cref="FormatException">It is damaged, and was not taken.</exception>
    public void Add(ShardReport report)
    {
        var part = _parts.Find(part => part.Scenario == report.Scenario);
        if (part.Reports is null)
        {
            throw new FormatException($"The plan has no scenario '{report.Scenario}'.");
        }

        Whole.Add(report);
        if (part.Reports != Whole)
        {
            part.Reports.Add(report);
        }

        part.Progress.Add(report);
    }
}
