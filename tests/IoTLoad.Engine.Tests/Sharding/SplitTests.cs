using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Tests.Sharding;

public sealed class SplitTests
{
    /// <summary>Plans of every pattern with a schedule of up to a few thousand messages, and a number of shards that fits.</summary>
    private static Arbitrary<(LoadPlan Plan, int Shards)> Plans => (
        from devices in Gen.Choose(1, 200)
        from shards in Gen.Choose(1, devices)
        from extras in Gen.Choose(1, 12)
        from pattern in Gen.Elements(Enum.GetValues<TrafficPattern>())
        from arrival in Gen.Elements(Enum.GetValues<Arrival>())
        from stages in Gen.NonEmptyListOf(
            from start in Gen.Choose(0, 600)
            from end in Gen.Choose(1, 600)
            from tenths in Gen.Choose(1, 30)
            select new LoadStage(start / 3.0, end / 3.0, TimeSpan.FromSeconds(tenths / 10.0)))
        select (new LoadPlan
        {
            Endpoints = [new Uri("mqtt://broker.example")],
            Devices = new DevicePlan { Count = devices, ConnectRate = 100 },
            Traffic = new TrafficPlan { Pattern = pattern, Subscribers = extras, Publishers = extras },
            Arrival = arrival,
            Stages = [.. stages.Take(4)],
            Seed = 3,
        }, shards)).ToArbitrary();

    [Property]
    public Property Every_connection_is_in_one_shard_and_is_due_when_it_is_due_on_one_machine() => Prop.ForAll(Plans, sample =>
    {
        var (plan, count) = sample;
        var shards = plan.Split(count, "run");
        var connections = shards.SelectMany(shard => Enumerable.Range(0, shard.Connections).Select(shard.ConnectionAt)).Order();
        var turns = shards.SelectMany(shard => Enumerable.Range(0, shard.Connections).Select(shard.TurnOf)).Order();
        return connections.SequenceEqual(Enumerable.Range(0, plan.Connections))
            && turns.SequenceEqual(Enumerable.Range(0, plan.Connections))
            && shards.Sum(shard => shard.Devices.Count) == plan.Devices.Count
            && shards.Max(shard => shard.Devices.Count) - shards.Min(shard => shard.Devices.Count) <= 1
            && Math.Abs(shards.Sum(shard => shard.Share) - 1) < 1e-9;
    });

    [Property]
    public Property All_shards_together_have_the_messages_of_the_plan() => Prop.ForAll(Plans, sample =>
    {
        var (plan, count) = sample;
        var whole = new ShardPlan { RunId = "run", Plan = plan }.CountMessages();
        return plan.Split(count, "run").Sum(shard => shard.CountMessages()) == whole && Math.Abs(whole - plan.Messages) <= 1;
    });

    [Property(MaxTest = 60)]
    public Property The_union_of_all_shards_loops_and_waves_is_the_schedule_of_one_machine() => Prop.ForAll(Plans, sample =>
    {
        var (plan, count) = (sample.Plan with { Arrival = sample.Plan.Arrival == Arrival.Burst ? Arrival.Burst : Arrival.Uniform }, sample.Shards);
        var shape = new LoadShape(plan.Stages);
        var waves = plan.Waves(TimeSpan.FromSeconds(1));
        var all = new List<double>();
        foreach (var shard in plan.Split(count, "run"))
        {
            foreach (var (from, until) in waves)
            {
                var part = shard with { From = from, Until = until };
                var drawn = Enumerable.Range(0, 2).SelectMany(loop => Draw(shape, part, loop, 2)).ToList();
                if (drawn.Count != part.CountMessages())
                {
                    return false;
                }

                all.AddRange(drawn);
            }
        }

        // To the nanosecond or two that a wave's begin is off in binary.
        var expected = Enumerable.Range(0, (int)ArrivalSequence.FirstFrom(shape, double.PositiveInfinity, plan.Arrival))
            .Select(i => plan.Arrival == Arrival.Burst ? SecondOf(shape, i) * 1e9 : shape.TimeOf(i) * 1e9);
        return all.Order().Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 2) && all.Count == expected.Count();
    });

    [Fact]
    public void Each_shard_alone_has_an_even_stream()
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("mqtt://b")],
            Devices = new DevicePlan { Count = 1000 },
            Stages = [new LoadStage(1000, 1000, TimeSpan.FromSeconds(4))],
            Seed = 1
        };
        foreach (var shard in plan.Split(20, "run"))
        {
            var due = Draw(new LoadShape(plan.Stages), shard, 0, 1).ToList();
            Assert.Equal(200, due.Count);
            Assert.All(due.Zip(due.Skip(1)), pair => Assert.Equal(20e6, pair.Second - pair.First, 2.0));
        }
    }

    [Fact]
    public void Poisson_shards_and_waves_draw_processes_of_their_own_that_have_the_rate_together()
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("mqtt://b")],
            Devices = new DevicePlan { Count = 90 },
            Arrival = Arrival.Poisson,
            Stages = [new LoadStage(2000, 2000, TimeSpan.FromSeconds(20))],
            Seed = 11,
        };
        var shape = new LoadShape(plan.Stages);
        var streams = (from shard in plan.Split(9, "run")
                       from wave in plan.Waves(TimeSpan.FromSeconds(10))
                       select Draw(shape, shard with { From = wave.From, Until = wave.Until }, 0, 1).ToList()).ToList();

        // 40,000 in all, within 4 standard deviations; no two streams alike.
        Assert.InRange(streams.Sum(stream => stream.Count), 40_000 - 800, 40_000 + 800);
        Assert.Equal(18, streams.Select(stream => stream[0] % 1e9).Distinct().Count());
    }

    [Fact]
    public void Topics_client_IDs_and_payloads_tell_trigger_rule_and_thread_as_functions_that_triggers_started_do()
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("mqtt://b")],
            Devices = new DevicePlan { Count = 14, ClientId = "CLIENT_{{triggerNo}}_{{shard}}_{{threadNo}}" },
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
        };
        var topic = TextTemplate.Parse("loadtest/http/{{triggerNo}}/{{ruleNo}}/{{threadNo}}", "-Topic", TemplateScope.Topic, null);
        var payload = TextTemplate.Parse("{{triggerNo}} {{threadNo}} {{ruleNo}}", "-PayloadTemplate", TemplateScope.Payload, null);

        // Two rules, three triggers: 14 devices over 6 shards are 3, 3, 2, 2, 2 and 2.
        var made = plan.Split(6, "run").SelectMany(shard =>
        {
            var contexts = new MessageContextSource(shard with { Rules = 2 }, 0, null);
            return Enumerable.Range(shard.Devices.First, shard.Devices.Count)
                .Select(device => $"{contexts.ClientIdOf(device)} {topic.Format(contexts.For(device, 0, 0))} "
                    + $"{payload.Format(contexts.For(device, 0, 0))}");
        }).ToList();

        Assert.Equal("CLIENT_0_0_0 loadtest/http/0/0/0 0 0 0", made[0]);
        Assert.Equal("CLIENT_0_1_2 loadtest/http/0/1/2 0 2 1", made[5]);
        Assert.Equal("CLIENT_2_5_1 loadtest/http/2/1/1 2 1 1", made[13]);
        Assert.Equal(14, made.Distinct().Count());
        Assert.Equal(
            "ClientIdNotPerDevice",
            Assert.Throws<LoadException>(() => (plan with { Devices = plan.Devices with { ClientId = "c-{{threadNo}}" } })
                .Split(2, "run")).ErrorId);
    }

    [Property]
    public bool Every_device_is_in_the_range_of_the_shard_that_it_belongs_to(PositiveInt devices, PositiveInt shards) =>
        Enumerable.Range(0, devices.Get)
            .All(device => ShardRange.Of(ShardRange.ShardOf(device, shards.Get, devices.Get), shards.Get, devices.Get).Contains(device));

    [Fact]
    public void Client_IDs_of_all_shards_are_those_of_one_machine()
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("mqtt://b")],
            Devices = new DevicePlan { Count = 23, ClientId = "c-{{device}}-{{guid}}" },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn, Subscribers = 3 },
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
            Seed = 5,
        };
        var whole = new MessageContextSource(new() { RunId = "run", Plan = plan }, 0, null);
        var shards = plan.Split(4, "run").SelectMany(shard =>
        {
            var source = new MessageContextSource(shard, 0, null);
            return Enumerable.Range(0, shard.Connections).Select(index => source.ClientIdOf(shard.ConnectionAt(index)));
        });

        Assert.Equal(Enumerable.Range(0, plan.Connections).Select(whole.ClientIdOf).Order(), shards.Order());
    }

    [Fact]
    public void A_shard_of_a_thousand_by_a_thousand_devices_is_a_small_event_and_survives_JSON_without_its_secrets()
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("mqtts://abc-ats.iot.eu-west-1.amazonaws.com:8883")],
            Devices = new DevicePlan { Count = 1_000_000 },
            Session = new SessionPlan { Username = "u", Password = "the password" },
            Tls = new TlsPlan { KeyPassword = "the key's" },
            Authorizer = new AuthorizerPlan { Name = "a", TokenKeyName = "k", Token = "the token", Signature = "the signature" },
            Stages = [new LoadStage(0, 100_000, TimeSpan.FromMinutes(1)), new LoadStage(100_000, 100_000, TimeSpan.FromHours(1))],
        };
        var shard = plan.Split(1000, "run", DateTimeOffset.UnixEpoch)[999] with
        {
            Wave = 2,
            From = TimeSpan.FromMinutes(20),
            Until = TimeSpan.FromMinutes(30)
        };
        var json = JsonSerializer.Serialize(shard, EngineJson.Default.ShardPlan);

        Assert.InRange(json.Length, 100, 3000);
        Assert.DoesNotContain("the ", json, StringComparison.Ordinal);
        var back = JsonSerializer.Deserialize(json, EngineJson.Default.ShardPlan)!;
        Assert.Equal((999_000, 1000, 999, 1000, 2), (back.Devices.First, back.Devices.Count, back.Shard, back.Shards, back.Wave));
        Assert.Equal((shard.ScheduleAt, shard.CountMessages()), (back.ScheduleAt, back.CountMessages()));
        Assert.NotEqual(0, back.Plan.Seed);
    }

    [Theory]
    [InlineData(0, true, "InvalidShards")]
    [InlineData(11, true, "InvalidShards")]
    [InlineData(2, false, "ShardsNeedEndpoint")]
    public void What_cannot_be_split_is_refused(int shards, bool endpoint, string errorId)
    {
        var plan = new LoadPlan
        {
            Endpoints = endpoint ? [new Uri("mqtt://b")] : [],
            Devices = new DevicePlan { Count = 10 },
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))]
        };

        Assert.Equal(errorId, Assert.Throws<LoadException>(() => plan.Split(shards, "run")).ErrorId);
    }

    [Fact]
    public void Waves_cover_the_schedule_and_none_is_longer_than_asked()
    {
        var waves = new LoadPlan { Stages = [new LoadStage(1, 1, TimeSpan.FromMinutes(31))] }.Waves(TimeSpan.FromMinutes(10));

        Assert.Equal(4, waves.Count);
        Assert.Equal(TimeSpan.Zero, waves[0].From);
        Assert.Equal(TimeSpan.FromMinutes(31), waves[^1].Until);
        Assert.All(waves.Zip(waves.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.From));
    }

    /// <summary>The last whole second before which no more than <paramref name="count"/> messages are due.</summary>
    private static int SecondOf(LoadShape shape, long count) => Enumerable.Range(0, (int)Math.Ceiling(shape.Duration))
        .Last(second => second <= shape.TimeOf(0) || shape.CountAt(second) <= count + 1e-6);

    /// <summary>Due times of one loop of a shard in nanoseconds of the whole schedule, as a device loop draws them.</summary>
    private static IEnumerable<double> Draw(LoadShape shape, ShardPlan shard, int loop, int loops)
    {
        var dealt = SenderSlice.Of(loop, loops, shard.Senders.Count);
        var slice = new SenderSlice(shard.Shard + (dealt.First * shard.Shards), loops * shard.Shards, dealt.Count, shard.TotalSenders);
        var arrivals = new ArrivalSequence(shape, slice, shard.Plan.Arrival, (ulong)shard.Plan.Seed, shard.From.TotalSeconds,
            (shard.From + shard.Duration).TotalSeconds);
        for (; arrivals.HasNext; arrivals.Advance())
        {
            yield return arrivals.NextDue + (shard.From.TotalSeconds * 1e9);
        }
    }
}
