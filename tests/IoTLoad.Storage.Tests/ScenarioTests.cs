using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;
using IoTLoad.Storage.Tests.InfluxDb;

namespace IoTLoad.Storage.Tests;

/// <summary>Tests of several scenarios in the run store and in InfluxDB.</summary>
public sealed class ScenarioTests(InfluxdFixture influxd) : IDisposable
{
    private static readonly string[] Names = ["telemetry", "updates"];
    private readonly TemporaryStore _temporary = new();

    private static LoadPlan Plan => TemporaryStore.Plan with
    {
        Scenarios =
        [
            new ScenarioPlan { Name = "telemetry" },
            new ScenarioPlan
            {
                Name = "updates", StartAfter = "telemetry",
                Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 0 },
            },
        ],
        Thresholds = ["published >= 1", "updates:published >= 1"],
    };

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_test_whose_process_vanished_has_a_result_for_each_scenario()
    {
        await WriteAsync(null);
        _temporary.ReplaceProcess("a", ProcessIdentity.Current() with { Start = "another one with the same ID" });
        var run = _temporary.Store.Open("a");

        var result = _temporary.Store.ReadResult(run);

        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        Assert.Equal(Names, result.Scenarios.Select(scenario => scenario.Name));
        Assert.Equal(result.Counters.Published, result.Scenarios.Sum(scenario => scenario.Counters.Published));
        Assert.All(result.Scenarios, scenario => Assert.True(scenario.Counters.Published > 0));
        Assert.Equal([0, 2], result.Scenarios.Select(scenario => (int)(scenario.Started - result.Started).TotalSeconds));
        Assert.Equal([true, false], result.Scenarios.Select(scenario => scenario.Counters.Unacked + scenario.Counters.Acked > 0
            && scenario.Plan.IsAcknowledged));
        Assert.Equal(
            ["published >= 1", "updates:published >= 1"], result.Thresholds.Select(threshold => threshold.Expression));
        Assert.Equal(TimeSpan.FromSeconds(4), result.PublishDuration);
    }

    [Fact]
    public async Task Points_carry_the_name_of_their_scenario_to_InfluxDB_and_back()
    {
        var (_, connection) = await influxd.ConnectAsync();
        await using (var sink = new InfluxDbSink(connection, Plan))
        {
            await WriteAsync(sink);
            await sink.FinishAsync(TestContext.Current.CancellationToken);
        }

        using var reader = new InfluxDbReader(connection);
        var read = reader.Read(new InfluxDbQuery { TestId = "a" }, TestContext.Current.CancellationToken).ToList();
        var windows = reader.Read(
            new InfluxDbQuery { TestId = "a", Window = TimeSpan.FromSeconds(10) }, TestContext.Current.CancellationToken).ToList();

        var stored = RunMetrics.Read(_temporary.Store.Open("a")).ToList();
        Assert.Equal(Names, stored.Select(point => point.Scenario).Distinct());
        Assert.Equal(
            stored.Select(point => (point.Scenario, point.Timestamp, point.Name, point.Statistic, point.Value)).Order(),
            read.Select(point => (point.Scenario, point.Timestamp, point.Name, point.Statistic, point.Value)).Order());
        Assert.Equal(Names, windows.Select(point => point.Scenario).Distinct().Order());
    }

    /// <summary>Two seconds of each scenario, the second after the first.</summary>
    private async Task WriteAsync(InfluxDbSink? other)
    {
        await using var sink = _temporary.Store.Create("a", Plan, TemporaryStore.Origin);
        for (var second = 0; second < 4; second++)
        {
            var report = TemporaryStore.Report(second, TemporaryStore.Slice(second)) with
            {
                RunId = "a",
                Shard = second / 2,
                Scenario = Names[second / 2],
                Failures = [],
            };
            await sink.WriteAsync(report, TestContext.Current.CancellationToken);
            if (other is not null)
            {
                await other.WriteAsync(report, TestContext.Current.CancellationToken);
            }
        }
    }
}
