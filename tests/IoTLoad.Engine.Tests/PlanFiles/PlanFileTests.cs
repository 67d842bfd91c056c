using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>Plans as YAML and JSON.</summary>
public sealed class PlanFileTests
{
    [Fact]
    public void A_file_gives_every_part_of_a_plan()
    {
        var plan = Read("""
            # A comment.
            name: soak
            variables: { rate: 1000, host: broker }
            endpoints: mqtts://${host}:8883
            devices:
              count: 20k
              churnShare: 0.1
            session: { version: 5, keepAlive: 1m30s, will: { topic: "gone/{{device}}" } }
            traffic: { pattern: FanIn, qoS: 0 }
            payload: { size: 256 }
            stages:
              - 30s:${rate}
              - { duration: 10m, rate: "${rate}" }
              - { duration: 5s, startRate: 10, endRate: 0 }
            thresholds: ack.p99 < 200ms
            """).Plan;

        Assert.Equal(("soak", LoadProtocol.Mqtt, new Uri("mqtts://broker:8883")), (plan.Name, plan.Protocol, plan.Endpoints.Single()));
        Assert.Equal((20_000, 0.1, 500.0), (plan.Devices.Count, plan.Devices.ChurnShare, plan.Devices.ConnectRate));
        Assert.Equal((MqttVersion.V500, TimeSpan.FromSeconds(90)), (plan.Session.Version, plan.Session.KeepAlive));
        Assert.Equal(("gone/{{device}}", ""), (plan.Session.Will!.Topic, plan.Session.Will.Payload));
        Assert.Equal((TrafficPattern.FanIn, 0, 100), (plan.Traffic.Pattern, plan.Traffic.QoS, plan.Traffic.InFlightWindow));
        Assert.Equal((PayloadKind.Fixed, 256), (plan.Payload.Kind, plan.Payload.Size));
        Assert.Equal(
            [
                new LoadStage(0, 1000, TimeSpan.FromSeconds(30)), new LoadStage(1000, 1000, TimeSpan.FromMinutes(10)),
                new LoadStage(10, 0, TimeSpan.FromSeconds(5)),
            ],
            plan.Stages);
        Assert.Equal(["ack.p99 < 200ms"], plan.Thresholds);
        Assert.Equal(TimeSpan.FromSeconds(10), plan.DrainTime);
    }

    [Fact]
    public void JSON_is_read_with_tabs_and_escapes_too()
    {
        var plan = Read("{\n\t\"name\": \"a\\u00e4\\/\",\n\t\"devices\": {\"count\": 5},\n\t\"endpoints\": [\"wss://h/mqtt\"]\n}").Plan;

        Assert.Equal(("aä/", 5, LoadProtocol.MqttWebSocket), (plan.Name, plan.Devices.Count, plan.Protocol));
    }

    [Fact]
    public void An_empty_field_takes_the_default_that_follows_from_the_others()
    {
        var plan = Read("""
            endpoints: https://host
            devices: { count: 1 }
            protocol:
            traffic: { pattern: ~ }
            payload: { kind: null, size: 20 }
            stages: 1s:1
            """).Plan;

        Assert.Equal((LoadProtocol.Http, TrafficPattern.PublishOnly, PayloadKind.Fixed),
            (plan.Protocol, plan.Traffic.Pattern, plan.Payload.Kind));
    }

    [Theory]
    [MemberData(nameof(WrongPlans.All), MemberType = typeof(WrongPlans))]
    public void An_error_names_file_line_column_what_was_expected_and_the_nearest_word(string text, int line, int column, string says)
    {
        var error = Assert.Throws<LoadException>(() => Read(text));

        Assert.StartsWith($"wrong.yaml({line},{column}): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, $"{error.Message} {error.RecommendedAction}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: a\nname: b", "wrong.yaml(2,1): 'name' is here twice, first in line 1")]
    [InlineData("name: \"a", "wrong.yaml(1,7): this is not YAML")]
    [InlineData("a: {", "this is not YAML")]
    [InlineData("", "the file is empty")]
    [InlineData("name: a\n---\nname: b", "a second document begins here")]
    [InlineData("name: ${rat}\nvariables: { rate: 5 }", "wrong.yaml(1,7): there is no variable 'rat'")]
    [InlineData("name: ${rate}\nvariables: { rate: }", "wrong.yaml(2,20): the variable 'rate' has no value")]
    [InlineData("name: ${a}\nvariables: { a: '${b}', b: '${a}' }", "is made from itself")]
    [InlineData("name: ${env:IOTLOAD_IS_NOT_SET}", "the environment variable 'IOTLOAD_IS_NOT_SET' is not set")]
    [InlineData("name: ${rate", "is not closed")]
    [InlineData("thresholds: [missed == 0, ack.p98 < 5ms]", "wrong.yaml(1,27): The threshold \"ack.p98 < 5ms\" is wrong at column 5")]
    [InlineData("extends: absent.yaml", "wrong.yaml(1,10): The file")]
    [InlineData("payload: { templateFile: absent.json }", "wrong.yaml(1,26): The file")]
    [InlineData("a: &x [*x]", "there is no anchor 'x' above")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested deeper than 20 levels")]
    public void What_a_schema_cannot_see_is_refused_with_its_place(string text, string says) =>
        Assert.Contains(says, Assert.Throws<LoadException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_given_variable_replaces_its_default_and_an_unknown_one_is_refused()
    {
        const string Text = "variables: { rate: 5 }\nstages: ['1s:${rate}']\nname: $${rate} $x {{device}}";

        var plan = PlanFile.Parse("a.yaml", Text, new Dictionary<string, string> { ["RATE"] = "70" }).Plan;
        var error = Assert.Throws<LoadException>(
            () => PlanFile.Parse("a.yaml", Text, new Dictionary<string, string> { ["rates"] = "70" }));

        Assert.Equal((70, "${rate} $x {{device}}"), (plan.PeakRate, plan.Name));
        Assert.Equal(("UnknownVariable", true), (error.ErrorId, error.RecommendedAction.Contains("'rate'", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_plan_extends_others_and_paths_are_relative_to_the_file_that_names_them()
    {
        using var folder = new PrivateFolder();
        Directory.CreateDirectory(Path.Combine(folder.FullPath, "base"));
        folder.Write("base/ca.pem", "");
        folder.Write("base/base.yaml", "tls: { caFile: ca.pem }\ndevices: { count: 5, connectRate: 7 }\nvariables: { a: 1 }");
        var path = folder.Write("own.yaml", "extends: base/base.yaml\ndevices: { count: 9 }\nname: n${a}");

        var plan = PlanFile.Read(path).Plan;

        Assert.Equal((9, 7.0, "n1"), (plan.Devices.Count, plan.Devices.ConnectRate, plan.Name));
        Assert.Equal(Path.Combine(folder.FullPath, "base", "ca.pem"), plan.Tls.CaFile);
    }

    [Fact]
    public void A_plan_that_extends_itself_is_refused()
    {
        using var folder = new PrivateFolder();
        folder.Write("a.yaml", "extends: b.yaml");
        folder.Write("b.yaml", "extends: a.yaml");

        var error = Assert.Throws<LoadException>(() => PlanFile.Read(Path.Combine(folder.FullPath, "a.yaml")));

        Assert.Equal("PlanExtendsItself", error.ErrorId);
        Assert.StartsWith("b.yaml(1,10): ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_plan_check_finds_gets_the_place_of_its_field()
    {
        var file = Read("devices:\n  count: 0\nstages: ['1s:5']");

        var error = file.Locate(Assert.Throws<LoadException>(() => PlanCheck.Check(file.Plan)));

        Assert.Equal(("InvalidClients", "wrong.yaml(2,10): 'devices.count' cannot be 0."), (error.ErrorId, error.Message));
    }

    [Property(MaxTest = 300)]
    public Property A_plan_that_is_written_reads_back_the_same() => Prop.ForAll(
        (from name in ArbMap.Default.GeneratorFor<string>()
         from count in Gen.Choose(1, 1_000_000)
         from ticks in Gen.Choose(0, int.MaxValue)
         from rate in ArbMap.Default.GeneratorFor<NormalFloat>()
         from flag in ArbMap.Default.GeneratorFor<bool>()
         from pattern in Gen.Elements(Enum.GetValues<TrafficPattern>())
         select new LoadPlan
         {
             Name = Text(name),
             Endpoints = flag ? [new Uri("mqtt://a:1"), new Uri("mqtts://b/")] : [],
             Devices = new DevicePlan { Count = count, ConnectRate = Math.Abs(rate.Get) },
             Session = new SessionPlan
             {
                 Version = flag ? MqttVersion.V500 : MqttVersion.V311,
                 Will = flag ? new WillPlan { Topic = Text(name) } : null,
             },
             Traffic = new TrafficPlan { Pattern = pattern, Retain = flag, Topic = "a/${x}/" + Text(name) },
             Payload = new PayloadPlan { Kind = PayloadKind.Template, Template = Text(name) },
             Stages = [new LoadStage(0, Math.Abs(rate.Get), TimeSpan.FromTicks(ticks)), new LoadStage(5, 5, TimeSpan.FromDays(2))],
             DrainTime = TimeSpan.FromTicks(ticks),
             Thresholds = flag ? ["missed == 0"] : [],
         }).ToArbitrary(),
        plan =>
        {
            var expected = Json(plan);
            Assert.Equal(expected, Json(PlanFile.Parse("a.yaml", PlanFileWriter.ToYaml(plan)).Plan));
            Assert.Equal(expected, Json(PlanFile.Parse("a.json", PlanFileWriter.ToJson(plan)).Plan));
        });

    [Property(MaxTest = 500)]
    public Property Any_text_is_a_plan_or_an_error_with_an_ID() => Prop.ForAll(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements(Directory.GetFiles(Repository.PathOf("examples", "plans"), "*.yaml")).SelectMany(
                path => ArbMap.Default.GeneratorFor<string>().SelectMany(noise => Gen.Choose(0, 500).Select(
                    at => File.ReadAllText(path) is var text ? text[..Math.Min(at, text.Length)] + noise + text[Math.Min(at + 3, text.Length)..]
                        : "")))).ToArbitrary(),
        text =>
        {
            try
            {
                Assert.NotNull(PlanFile.Parse(Repository.PathOf("examples", "plans", "fuzz.yaml"), text).Plan);
            }
            catch (LoadException exception)
            {
                Assert.NotEmpty(exception.ErrorId);
                Assert.NotEmpty(exception.RecommendedAction);
            }
        });

    // A lone surrogate is not text; JSON and YAML replace it.
    private static string Text(string? text) => new([.. (text ?? "").Where(character => !char.IsSurrogate(character))]);

    private static string Json(LoadPlan plan) => System.Text.Json.JsonSerializer.Serialize(plan, EngineJson.Default.LoadPlan);

    private static PlanFile Read(string text) => PlanFile.Parse("wrong.yaml", text);
}
