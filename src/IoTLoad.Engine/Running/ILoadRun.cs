using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Running;

/// <summary>A test that is ready to run, wherever its devices will be.</summary>
public interface ILoadRun
{
    /// <summary>The run's ID.</summary>
    string Id { get; }

    /// <summary>The plan, with the seed drawn.</summary>
    LoadPlan Plan { get; }

    /// <summary>How the run stands.</summary>
    LoadProgress Progress { get; }

    /// <summary>Runs to the end, or until <paramref name="stop"/>; a stopped test still drains and has a result. Sinks get each report, and at last the result.</summary>
    /// <exception cref="LoadException">The test could not run; the sinks have a result of outcome Failed then.</exception>
    Task<LoadResult> RunAsync(IReadOnlyList<IReportSink> sinks, CancellationToken stop);
}
