using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>The plans of examples/plans: each is valid as it stands, and runs, shortened and with fewer devices.</summary>
public sealed class ExamplePlanTests
{
    public static TheoryData<string> Plans => [.. Repository.ExamplePlans().Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task It_is_valid_and_runs_shortened(string name)
    {
        var plan = PlanFile.Read(Repository.PathOf("examples", "plans", name)).Plan;
        PlanCheck.Check(plan);
        await using var server = plan.Protocol == LoadProtocol.Http ? await HttpServer.StartAsync() : null;

        // Long enough for the thresholds on stages of scenarios.
        var shorter = (plan.Scenarios.Count > 0 ? 4 : 2) / plan.Duration.TotalSeconds;
        var slower = Math.Min(1, 200 / plan.PeakRate);

        var result = await Run.ToEndAsync(plan with
        {
            Endpoints = server is null ? [] : [server.Endpoint],
            Devices = Few(plan.Devices),
            Stages = Shorter(plan.Stages),
            Scenarios = [.. plan.Scenarios.Select(scenario => scenario with
            {
                StartAt = scenario.StartAt * shorter,
                Devices = scenario.Devices is null ? null : Few(scenario.Devices),
                Stages = scenario.Stages is null ? null : Shorter(scenario.Stages),
                Thresholds = [.. scenario.Thresholds.Select(text => text.Replace("over 30s", "over 1s", StringComparison.Ordinal))],
            })],
        });

        DevicePlan Few(DevicePlan devices) => devices with { Count = Math.Min(devices.Count, 20) };

        LoadStage[] Shorter(IReadOnlyList<LoadStage> stages) => [.. stages.Select(stage => new LoadStage(
            stage.StartRate * slower, stage.EndRate * slower, stage.Duration * shorter))];

        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.True(result.Counters.Published > 0);
        Assert.Equal(0, result.Counters.Lost + result.Counters.Failed);
    }
}
