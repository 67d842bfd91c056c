using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>Scenarios in plan files.</summary>
public sealed class ScenarioFileTests : IDisposable
{
    private const string Fleet = """
        name: fleet
        scenarios:
          telemetry:
            devices: { count: 20, inventoryGroup: ~ }
            stages: 1m:100
            thresholds: ack.p99 < 200ms
          updates:
            startAfter: telemetry
            traffic: { pattern: Downlink, publishers: 2 }
            payload: { size: 64 }
            storms: { at: 5s, share: 0.5 }
          idle: { startAt: ~, startAfter: ~, thresholds: ~ }
        devices: { count: 5, connectRate: 50, clientId: "{{scenario}}-{{device}}" }
        payload: { templateFile: text.json }
        session: { keepAlive: 90s }
        stages: [{ duration: 30s, rate: 10 }]
        thresholds: [lost == 0, "updates:failed == 0"]
        """;

    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_scenario_has_from_the_plan_what_it_does_not_say()
    {
        var plan = Read(Fleet).Plan;

        Assert.Equal(["telemetry", "updates", "idle"], plan.Scenarios.Select(scenario => scenario.Name));
        var parts = plan.Parts;
        Assert.Equal([20, 5, 5], parts.Select(part => part.Devices.Count));
        Assert.All(parts, part => Assert.Equal((50, "{{scenario}}-{{device}}", TimeSpan.FromSeconds(90)),
            (part.Devices.ConnectRate, part.Devices.ClientId, part.Session.KeepAlive)));
        Assert.Equal([PayloadKind.Template, PayloadKind.Fixed, PayloadKind.Template], parts.Select(part => part.Payload.Kind));
        Assert.Equal(["{}", null, "{}"], parts.Select(part => part.Payload.Template));
        Assert.Equal(
            [TrafficPattern.RoundTrip, TrafficPattern.Downlink, TrafficPattern.RoundTrip], parts.Select(part => part.Traffic.Pattern));
        Assert.Equal([60, 30, 30], parts.Select(part => part.Duration.TotalSeconds));
        Assert.Equal(["telemetry:ack.p99 < 200ms"], parts[0].Thresholds);
        Assert.Equal(["updates:failed == 0"], parts[1].Thresholds);
        Assert.Equal(TimeSpan.FromSeconds(90), plan.Duration);
        LoadTest.Prepare(plan);
    }

    [Fact]
    public void A_list_with_names_is_the_same_as_a_map()
    {
        var map = Read("scenarios: { a: { startAt: 5s }, b: { devices: { count: 3 } } }\nstages: 5s:1").Plan;
        var list = Read("stages: 5s:1\nscenarios: [{ name: a, startAt: 5s }, { devices: { count: 3 }, name: b }]").Plan;

        Assert.Equal(PlanFileWriter.ToJson(map), PlanFileWriter.ToJson(list));
        Assert.Equal([5.0, 0], map.Scenarios.Select(scenario => scenario.StartAt.TotalSeconds));
    }

    [Fact]
    public void A_plan_that_extends_another_replaces_parts_of_its_scenarios()
    {
        _folder.Write("base.yaml", Fleet);

        var plan = Read("extends: base.yaml\nscenarios: { idle: { devices: { count: 7 } }, more: { stages: 5s:1 } }").Plan;

        Assert.Equal(["telemetry", "updates", "idle", "more"], plan.Scenarios.Select(scenario => scenario.Name));
        Assert.Equal([20, 5, 7, 5], plan.Parts.Select(part => part.Devices.Count));
    }

    [Theory]
    [InlineData(".yaml")]
    [InlineData(".json")]
    public void A_plan_that_is_written_reads_as_it_was(string ending)
    {
        var file = Read(Fleet);
        var plan = file.Plan with
        {
            Devices = file.Plan.Devices with { InventoryGroup = "sensors" },
            Scenarios = [.. file.Plan.Scenarios.Select(
                scenario => scenario with { Devices = (scenario.Devices ?? file.Plan.Devices) with { InventoryGroup = null } })],
        };

        var text = ending == ".json" ? PlanFileWriter.ToJson(plan) : PlanFileWriter.ToYaml(plan);
        var again = Read(text, "again" + ending).Plan;

        Assert.Equal(PlanFileWriter.ToJson(plan), PlanFileWriter.ToJson(again));
        Assert.All(again.Parts, part => Assert.Null(part.Devices.InventoryGroup));
        Assert.Equal(plan.Parts.Select(part => part.Payload), again.Parts.Select(part => part.Payload));
        Assert.Equal(["telemetry", "updates", "idle"], again.Scenarios.Select(scenario => scenario.Name));
    }

    [Theory]
    [InlineData("scenarios:\n  a:\n    devices:\n      count: -1\nstages: 5s:1", 4, 14, "InvalidClients")]
    [InlineData("devices:\n  connectRate: -1\nscenarios:\n  a: { devices: { count: 4 } }\nstages: 5s:1", 2, 16, "InvalidConnectRate")]
    [InlineData("scenarios:\n  a: { startAfter: b, stages: 5s:1 }\n  c: { stages: 5s:1 }", 2, 20, "UnknownScenario")]
    [InlineData("scenarios:\n  a: { stages: 5s:1 }\n  c: { devices: { count: 2 } }", 3, 3, "InvalidDuration")]
    public void A_mistake_in_a_scenario_has_its_place(string text, int line, int column, string id)
    {
        var file = Read(text);

        var error = file.Locate(Assert.Throws<LoadException>(() => LoadTest.Prepare(file.Plan)));

        Assert.Equal(id, error.ErrorId);
        Assert.StartsWith($"plan.yaml({line},{column}): Scenario '", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stages: 5s:1\nthresholds: [lost == 0, 'aa:lost == 0']\nscenarios: { a: ~ }", 2, 25, "Did you mean 'a'?")]
    [InlineData("stages: 5s:1\nscenarios:\n  a:\n    thresholds: lots == 0", 4, 17, "Did you mean")]
    [InlineData("stages: 5s:1\nthresholds: a:lost == 0", 2, 13, "Leave it out")]
    public void A_mistake_in_a_threshold_has_its_place(string text, int line, int column, string advice)
    {
        var error = Assert.Throws<LoadException>(() => Read(text));

        Assert.StartsWith($"plan.yaml({line},{column}): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
    }

    private PlanFile Read(string text, string name = "plan.yaml")
    {
        _folder.Write("text.json", "{}");
        return PlanFile.Read(_folder.Write(name, text));
    }
}
