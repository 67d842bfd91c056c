using System.Collections.Concurrent;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>Plans with scenarios: what runs when, what counts where, and what is refused before anything runs.</summary>
public sealed class ScenarioTests
{
    private static LoadPlan Fleet => new()
    {
        Name = "fleet",
        Devices = new DevicePlan { ConnectRate = 1000 },
        Traffic = new TrafficPlan { Topic = "fleet/{{scenario}}/{{device}}" },
        Seed = 7,
        Scenarios =
        [
            new ScenarioPlan
            {
                Name = "telemetry", Devices = new DevicePlan { Count = 10, ConnectRate = 1000 }, Stages = [Hold(100, 1.5)],
                Thresholds = ["ack.p99 < 10s", "published == 150"],
            },
            new ScenarioPlan
            {
                Name = "meters", Devices = new DevicePlan { Count = 5, ConnectRate = 1000 }, Stages = [Hold(40, 1)],
                Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 0, Topic = "fleet/{{scenario}}/{{device}}" },
                Thresholds = ["meters:published == 40"],
            },
            new ScenarioPlan
            {
                Name = "updates", StartAfter = "meters", Devices = new DevicePlan { Count = 4, ConnectRate = 1000 },
                Stages = [Hold(20, 1)],
                Traffic = new TrafficPlan { Pattern = TrafficPattern.Downlink, Topic = "fleet/{{scenario}}/{{device}}" },
            },
        ],
        Thresholds = ["published == 210", "updates:received == 20", "lost == 0", "telemetry:ack.p99 + connect.p99 < 10s"],
    };

    [Fact]
    public async Task Scenarios_run_together_or_one_after_another_and_count_for_themselves_and_for_the_whole()
    {
        await using var broker = await Mosquitto.StartAsync();
        var reports = new ReportKeeper();
        var plan = Fleet with { Endpoints = [broker.Plain], Thresholds = Fleet.Thresholds };

        var result = await LoadTest.Prepare(plan).RunAsync([reports], TestContext.Current.CancellationToken);

        Assert.True(result.Passed, Run.Text(result) + string.Join('\n', result.Thresholds));
        Assert.Empty(Accounting.Check(result));
        Assert.Equal(["telemetry", "meters", "updates"], result.Scenarios.Select(scenario => scenario.Name));
        Assert.Equal([150, 40, 20], result.Scenarios.Select(scenario => scenario.Counters.Published));
        Assert.Equal([150, 0, 20], result.Scenarios.Select(scenario => scenario.Counters.Received));
        Assert.Equal([10, 5, 4], result.Scenarios.Select(scenario => scenario.Devices));
        Assert.Equal((210, 170, 170, 0, 19), (result.Counters.Published, result.Counters.Acked, result.Counters.Received,
            result.Counters.Foreign, result.Devices));
        Assert.Equal(result.RoundTrip.Count, result.Scenarios.Sum(scenario => scenario.RoundTrip.Count));
        Assert.Equal(
            [
                "published == 210", "lost == 0", "telemetry:ack.p99 + connect.p99 < 10s", "telemetry:ack.p99 < 10s",
                "telemetry:published == 150", "meters:published == 40", "updates:received == 20",
            ],
            result.Thresholds.Select(threshold => threshold.Expression));
        Assert.True(result.Scenarios[2].Started >= result.Scenarios[1].Ended - TimeSpan.FromMilliseconds(1));
        Assert.True(result.Scenarios[1].Started < result.Scenarios[0].Ended);
        Assert.Equal(["meters", "telemetry", "updates"], reports.All.Select(report => report.Scenario).Distinct().Order());
        Assert.All(reports.All.GroupBy(report => report.Shard), shard => Assert.Single(shard.Select(report => report.Scenario).Distinct()));
        Assert.All(reports.All.GroupBy(report => report.Scenario), each => Assert.Equal(
            each.Last().Totals.Published, each.SelectMany(report => report.Slices).Sum(slice => slice.Counters.Published)));
    }

    [Fact]
    public async Task Client_IDs_and_topics_of_scenarios_are_numbered_through()
    {
        var reports = new ReportKeeper();
        var plan = Fleet with
        {
            Traffic = new TrafficPlan(),
            Scenarios = [Part("one"), Part("two") with { Traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn } }, Part("three")],
            Thresholds = [],
        };

        var result = await LoadTest.Prepare(plan).RunAsync([reports], TestContext.Current.CancellationToken);

        Assert.True(result.Passed, Run.Text(result));
        Assert.Equal(0, result.Counters.Disconnected);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => $"iotload-{result.Id}-{i}").Order(), reports.Connections.ClientIds.Order());
    }

    [Fact]
    public async Task A_scenario_begins_at_its_time_and_its_seconds_follow_the_clock_of_the_test()
    {
        var reports = new ReportKeeper();
        var plan = Fleet with { Scenarios = [Part("now"), Part("later") with { StartAt = TimeSpan.FromSeconds(2) }], Thresholds = [] };

        var result = await LoadTest.Prepare(plan).RunAsync([reports], TestContext.Current.CancellationToken);

        Assert.True(result.Passed, Run.Text(result));
        Assert.True(result.Scenarios[1].Started - result.Started >= TimeSpan.FromSeconds(2));
        Assert.Single(reports.All.Select(report => report.Origin).Distinct());
        Assert.True(
            reports.All.Where(report => report.Scenario == "later").SelectMany(report => report.Slices).Min(slice => slice.Second) >= 2);
        Assert.InRange(result.PublishDuration.TotalSeconds, 0.9, 2.5);
        Assert.All(["now:missed == 0", "later:missed == 0", "later:lost == 0"], expression =>
            Assert.Contains(expression, result.Thresholds.Select(threshold => threshold.Expression)));
    }

    [Fact]
    public async Task A_threshold_of_one_scenario_fails_the_whole_and_an_abort_ends_all()
    {
        var plan = Fleet with
        {
            Scenarios =
            [
                Part("good"),
                Part("bad") with { Stages = [Hold(50, 60)], Thresholds = ["ack.max < 1us abort grace 1s"] },
                Part("last") with { StartAfter = "bad" },
            ],
            Thresholds = [],
        };

        var result = await LoadTest.Prepare(plan).RunAsync([], TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);

        Assert.Equal((false, RunOutcome.Stopped), (result.Passed, result.Outcome));
        Assert.Equal([RunOutcome.Completed, RunOutcome.Stopped, RunOutcome.Stopped], result.Scenarios.Select(each => each.Outcome));
        Assert.Equal([true, false, false], result.Scenarios.Select(scenario => scenario.Passed));
        Assert.Contains("the scenario 'last' never began", result.Incomplete);
        Assert.Contains(result.Notes, note => note.Contains("ended the test", StringComparison.Ordinal));
        Assert.Empty(Accounting.Check(result));
    }

    [Fact]
    public async Task A_scenario_that_cannot_run_ends_the_test_and_is_named()
    {
        var broker = await Mosquitto.StartAsync();
        var reports = new ReportKeeper();
        var plan = Fleet with
        {
            Endpoints = [broker.Plain],
            Scenarios = [Part("good") with { Stages = [Hold(50, 60)] }, Part("late") with { StartAt = TimeSpan.FromSeconds(2) }],
            DrainTime = TimeSpan.FromSeconds(1),
            Thresholds = [],
        };
        var test = LoadTest.Prepare(plan);
        var running = test.RunAsync([reports], TestContext.Current.CancellationToken);
        await Run.PublishingAsync(test, 0.1);
        await broker.DisposeAsync();

        var error = await Assert.ThrowsAsync<LoadException>(
            () => running.WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken));

        Assert.StartsWith("Scenario 'late': No device could come online", error.Message, StringComparison.Ordinal);
        Assert.Equal((RunOutcome.Failed, false), (reports.Result!.Outcome, reports.Result.Passed));
        Assert.Equal([RunOutcome.Stopped, RunOutcome.Failed], reports.Result.Scenarios.Select(scenario => scenario.Outcome));
        Assert.True(reports.Result.Counters.Published > 0);
    }

    public static TheoryData<string, Func<LoadPlan, LoadPlan>, string, string> Mistakes => new()
    {
        { "a name with a blank", plan => With(plan, part => part with { Name = "two words" }), "InvalidScenario", "'two words'" },
        { "two of a name", plan => With(plan, part => part with { Name = "Meters" }), "InvalidScenario", "two scenarios" },
        { "an unknown one before it", plan => With(plan, part => part with { StartAfter = "metres" }), "UnknownScenario", "'metres'" },
        { "itself before it", plan => With(plan, part => part with { StartAfter = "telemetry" }), "InvalidScenario", "itself" },
        { "a circle", plan => With(plan, part => part with { StartAfter = "updates" }, 1), "InvalidScenario", "itself" },
        { "two starts", plan => With(plan, part => part with { StartAt = TimeSpan.FromSeconds(1) }, 2), "InvalidScenario", "both given" },
        {
            "a time before the test", plan => With(plan, part => part with { StartAt = TimeSpan.FromSeconds(-1) }),
            "InvalidScenario", "-00:00:01"
        },
        {
            "no devices", plan => With(plan, part => part with { Devices = new DevicePlan { Count = 0 } }),
            "InvalidClients", "Scenario 'telemetry'"
        },
        { "no stages", plan => With(plan, part => part with { Stages = null }), "InvalidDuration", "Scenario 'telemetry'" },
        {
            "client IDs in common", plan => plan with
            {
                Scenarios = [.. plan.Scenarios.Take(2).Select(
                    part => part with { Devices = new DevicePlan { Count = 3, ClientId = "d-{{threadNo}}" } })],
                Thresholds = [],
            },
            "ClientIdNotPerDevice", "telemetry and meters"
        },
        { "a threshold of none", plan => plan with { Thresholds = ["telemetri:ack.p99 < 1s"] }, "UnknownScenario", "'telemetri'" },
        { "a stage of the whole", plan => plan with { Thresholds = ["ack.p99 < 1s from stage 2"] }, "ThresholdOutsidePlan", "stage" },
        {
            "a stage it has not", plan => plan with { Thresholds = ["telemetry:ack.p99 < 1s from stage 2"] },
            "ThresholdOutsidePlan", "Scenario 'telemetry'"
        },
        { "not measured", plan => plan with { Thresholds = ["meters:lost == 0"] }, "ThresholdNotMeasured", "Scenario 'meters'" },
        {
            "another's threshold", plan => With(plan, part => part with { Thresholds = ["meters:ack.p99 < 1s"] }),
            "MalformedThreshold", "second scenario"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_before_anything_runs(string what, Func<LoadPlan, LoadPlan> mistake, string id, string part)
    {
        var plan = Fleet with { Thresholds = [] };

        var error = Assert.Throws<LoadException>(() => LoadTest.Prepare(mistake(plan)));

        Assert.True(error.ErrorId == id, $"{what}: {error.ErrorId} {error.Message}");
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Fact]
    public void An_unknown_scenario_comes_with_the_nearest_word()
    {
        var error = Assert.Throws<LoadException>(() => LoadTest.Prepare(Fleet with { Thresholds = ["telemetri:ack.p99 < 1s"] }));

        Assert.Contains("Did you mean 'telemetry'?", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenarios_one_after_the_other_may_be_the_same_devices() => LoadTest.Prepare(Fleet with
    {
        Scenarios = [.. new[] { Part("one"), Part("two") with { StartAfter = "one" } }.Select(
            part => part with { Devices = new DevicePlan { Count = 3, ClientId = "d-{{threadNo}}" } })],
        Thresholds = [],
    });

    [Fact]
    public void A_plan_with_scenarios_is_as_long_as_they_are_and_as_fast_as_those_that_run_at_a_time()
    {
        Assert.Equal((TimeSpan.FromSeconds(2), 140, 210, 20, 19), (Fleet.Duration, Fleet.PeakRate, Fleet.Messages, Fleet.Connections,
            Fleet.DeviceCount));
        var apart = With(Fleet, part => part with { StartAfter = "updates" });
        Assert.Equal((TimeSpan.FromSeconds(3.5), 100), (apart.Duration, apart.PeakRate));
    }

    [Theory]
    [InlineData(3, 1, "1 1 1")]
    [InlineData(4, 1, "2 1 1")]
    [InlineData(9, 1, "5 2 2")]
    [InlineData(19, 1, "10 5 4")]
    [InlineData(6, 2, "2 2 2")]
    [InlineData(10, 2, "6 2 2")]
    public void Scenarios_share_the_shards_by_their_devices(int workers, int unit, string expected)
    {
        var plan = Fleet with { Endpoints = [new Uri("mqtt://broker.test")] };

        var shards = plan.Split(workers, "run", DateTimeOffset.UnixEpoch, unit);

        Assert.Equal(expected, string.Join(' ', shards.GroupBy(shard => shard.Scenario).Select(part => part.Count())));
        Assert.Equal(Enumerable.Range(0, workers), shards.Select(shard => shard.Number));
        Assert.Equal([0, 10, 15], shards.Select(shard => shard.FirstConnection).Distinct());
        Assert.All(shards.GroupBy(shard => shard.Scenario), part =>
        {
            Assert.Equal(part.Count(), part.First().Shards);
            Assert.Equal(part.First().Plan.Devices.Count, part.Sum(shard => shard.Devices.Count));
            Assert.Equal(part.First().Plan.Messages, part.Sum(shard => shard.CountMessages()));
            Assert.Single(part.Select(shard => shard.Plan.Seed).Distinct());
        });
        Assert.Equal(3, shards.Select(shard => shard.Plan.Seed).Distinct().Count());
        var clientIds = shards.SelectMany(shard => Enumerable.Range(0, shard.Connections)
            .Select(i => new MessageContextSource(shard, 0, null).ClientIdOf(shard.ConnectionAt(i)))).ToList();
        Assert.Equal(clientIds.Count, clientIds.Distinct().Count());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(20, 1)]
    [InlineData(4, 2)]
    public void Scenarios_cannot_share_fewer_shards_than_there_are_scenarios_or_more_than_devices(int workers, int unit)
    {
        var plan = Fleet with { Endpoints = [new Uri("mqtt://broker.test")] };

        var error = Assert.Throws<LoadException>(() => plan.Split(workers, "run", null, unit));

        Assert.Equal("InvalidShards", error.ErrorId);
        Assert.Contains("3 scenarios of 10, 5, 4 devices", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_of_fewer_devices_than_there_are_trigger_rules_is_refused_with_their_number()
    {
        var plan = Fleet with { Endpoints = [new Uri("mqtt://broker.test")] };

        var error = Assert.Throws<LoadException>(() => plan.Split(18, "run", null, unit: 6));

        Assert.Equal("InvalidShards", error.ErrorId);
        Assert.Contains("6 workers at least, and one has 4 devices", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_split_names_its_scenario()
    {
        var plan = Fleet with { Endpoints = [new Uri("mqtt://broker.test")] };
        var meters = plan.Scenarios[1];
        plan = plan with
        {
            Scenarios =
            [
                plan.Scenarios[0], meters with { Devices = meters.Devices! with { ClientId = "m-{{threadNo}}" } }, plan.Scenarios[2],
            ],
        };

        var error = Assert.Throws<LoadException>(() => plan.Split(9, "run"));

        Assert.Equal(("ClientIdNotPerDevice", "meters"), (error.ErrorId, error.Scenario));
    }

    private static ScenarioPlan Part(string name) => new()
    {
        Name = name,
        Devices = new DevicePlan { Count = 3, ConnectRate = 1000 },
        Stages = [Hold(50, 1)],
    };

    private static LoadStage Hold(double rate, double seconds) => new(rate, rate, TimeSpan.FromSeconds(seconds));

    private static LoadPlan With(LoadPlan plan, Func<ScenarioPlan, ScenarioPlan> change, int at = 0) =>
        plan with { Scenarios = [.. plan.Scenarios.Select((scenario, i) => i == at ? change(scenario) : scenario)] };

    private sealed class ReportKeeper : IReportSink
    {
        public IMessageTap? Tap => Connections;

        public ConnectionKeeper Connections { get; } = new();

        public List<ShardReport> All { get; } = [];

        public LoadResult? Result { get; private set; }

        public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
        {
            All.Add(report);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
        {
            Result = result;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ConnectionKeeper : IMessageTap
    {
        public ConcurrentBag<string> ClientIds { get; } = [];

        public void Connecting(string clientId, long unixNanoseconds)
        {
        }

        public void Connected(string clientId, long unixNanoseconds, long latencyNanoseconds) => ClientIds.Add(clientId);

        public void Received(string clientId, in TrackingToken token, long unixNanoseconds, ReadOnlySpan<byte> payload)
        {
        }
    }
}
