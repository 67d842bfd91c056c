using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Running;

/// <summary>A test from its plan to its result. Everything that can be found wrong is found in <see cref="Prepare"/>.</summary>
public sealed class LoadTest
{
    private LoadTest(string id, LoadPlan plan)
    {
        Id = id;
        Plan = plan;
    }

    /// <summary>The run's ID.</summary>
    public string Id { get; }

    /// <summary>The plan, with the seed drawn.</summary>
    public LoadPlan Plan { get; }

    /// <summary>How the run stands.</summary>
    public LoadProgress Progress => throw new NotSupportedException();

    /// <summary>Checks the plan, reads its files and resolves its hosts, and starts nothing.</summary>
    /// <exception cref="LoadException">Something in the plan is wrong.</exception>
    public static LoadTest Prepare(LoadPlan plan) => new("", plan);

    /// <summary>Runs to the end, or until <paramref name="stop"/>; a stopped test still ends in good order and has a result.</summary>
    /// <exception cref="LoadException">No device could connect.</exception>
    public Task<LoadResult> RunAsync(IReadOnlyList<IReportSink> sinks, CancellationToken stop) => throw new NotSupportedException();
}
