using System.Net;
using System.Text;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using IoTLoad.Peers;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IoTLoad.Aws.Tests.Control;

public sealed class RunControlTests
{
    /// <summary>More than one connection of the coordinator subscribes to.</summary>
    private const int Shards = 60;

    private static readonly AwsConnection None = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shards_beyond_the_first_connection_are_heard_and_stopped_and_leave_nothing_on_the_broker()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var endpoint = new ControlEndpoint { Endpoint = broker.Plain };
        var plan = new LoadPlan
        {
            Endpoints = [broker.Plain],
            Devices = new DevicePlan { Count = Shards },
            Stages = [new LoadStage(60, 60, TimeSpan.FromSeconds(1))]
        };
        var shards = plan.Split(Shards, LoadTest.NewId());
        await using var run = await RunControl.OpenAsync(endpoint, shards[0].RunId, Shards, None, Cancel);
        Assert.True(await run.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel), run.Fault);

        foreach (var number in (int[])[0, 24, 25, 59])
        {
            await using var shard = await ShardControl.OpenAsync(endpoint, shards[number], "one", retain: true, None, Cancel);
            Assert.True(await shard.ClaimAsync(TimeSpan.FromSeconds(20), Cancel));
            shard.Add(Reports.Last(shards[number]));
            Assert.True(await shard.FlushAsync(TimeSpan.FromSeconds(20), Cancel), shard.Fault);
            Assert.Equal(number, (await run.Reports.ReadAsync(Cancel)).Shard);
        }

        await using var last = await ShardControl.OpenAsync(endpoint, shards[59] with { Wave = 1 }, "one", retain: true, None, Cancel);
        Assert.True(await last.ClaimAsync(TimeSpan.FromSeconds(20), Cancel));
        var stopped = new TaskCompletionSource();
        await using var registration = last.Stop.Register(stopped.SetResult);
        Assert.True(await run.StopAsync(Cancel));
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.True(await run.ClearAsync(shards.Select(shard => (shard.Shard, 0)).Append((59, 1)), keepCommand: false, Cancel));

        // What is retained comes to whoever subscribes, before the message that it publishes then.
        var heard = new List<string>();
        var marked = new TaskCompletionSource();
        await using var other = await ControlChannel.OpenAsync(
            endpoint, "other", [ControlTopics.Prefix + "#"],
            (topic, _) =>
            {
                heard.Add(topic);
                marked.TrySetResult();
            },
            None, Cancel);
        Assert.True(await other.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel));
        Assert.True(await other.TryPublishAsync(ControlTopics.Prefix + "mark", ReadOnlyMemory<byte>.Empty, retain: false, Cancel));
        await marked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal([ControlTopics.Prefix + "mark"], heard);
    }

    [Fact]
    public async Task Of_three_claims_to_a_shard_one_wins_and_a_later_claim_fails()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var endpoint = new ControlEndpoint { Endpoint = broker.Plain };
        var shard = new ShardPlan { RunId = LoadTest.NewId(), Plan = new LoadPlan() };
        await using var first = await ShardControl.OpenAsync(endpoint, shard, "a", retain: true, None, Cancel);
        await using var second = await ShardControl.OpenAsync(endpoint, shard, "b", retain: true, None, Cancel);

        await using var third = await ShardControl.OpenAsync(endpoint, shard, "c", retain: true, None, Cancel);

        var claims = await Task.WhenAll(((ShardControl[])[first, second, third])
            .Select(control => control.ClaimAsync(TimeSpan.FromSeconds(20), Cancel)));
        await using var late = await ShardControl.OpenAsync(endpoint, shard, "0", retain: true, None, Cancel);

        // Of those at the same moment the first by name; on a busy machine, one may be a moment earlier.
        Assert.Single(claims, won => won);
        Assert.False(await late.ClaimAsync(TimeSpan.FromSeconds(20), Cancel));

        // Another wave is another claim; and who cannot ask does not wait for an answer.
        await using var next = await ShardControl.OpenAsync(endpoint, shard with { Wave = 1 }, "0", retain: true, None, Cancel);
        Assert.True(await next.ClaimAsync(TimeSpan.FromSeconds(20), Cancel));
        await using var alone = await ShardControl.OpenAsync(new ControlEndpoint
        {
            Endpoint =
            new Uri($"mqtt://127.0.0.1:{LoopbackPort.Closed()}")
        }, shard, "9", retain: true, None, Cancel);
        Assert.True(await alone.ClaimAsync(TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task Messages_that_are_not_reports_of_the_run_are_counted_and_skipped()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var endpoint = new ControlEndpoint { Endpoint = broker.Plain };
        var shard = new ShardPlan { RunId = LoadTest.NewId(), Plan = new LoadPlan() };
        await using var run = await RunControl.OpenAsync(endpoint, shard.RunId, 1, None, Cancel);
        Assert.True(await run.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel), run.Fault);
        await using var stranger = await ControlChannel.OpenAsync(endpoint, "stranger", [], (_, _) => { }, None, Cancel);
        Assert.True(await stranger.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel));

        foreach (var text in (string[])["{", "null", """{"runId":"another","shard":0}"""])
        {
            Assert.True(await stranger.TryPublishAsync(ControlTopics.Shard(shard.RunId, 0), Encoding.UTF8.GetBytes(text), retain: false,
                Cancel));
        }

        await using var control = await ShardControl.OpenAsync(endpoint, shard, "one", retain: false, None, Cancel);
        control.Add(Reports.Last(shard));
        Assert.True(await control.FlushAsync(TimeSpan.FromSeconds(20), Cancel), control.Fault);

        Assert.Equal(shard.RunId, (await run.Reports.ReadAsync(Cancel)).RunId);
        Assert.Equal(3, run.Damaged);
    }

    [Fact]
    public async Task A_broker_that_refuses_the_subscription_is_quoted_however_often_it_is_tried()
    {
        var port = LoopbackPort.Closed();
        using var broker = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder().WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointPort(port).Build());
        using var asked = new SemaphoreSlim(0);
        broker.InterceptingSubscriptionAsync += args =>
        {
            args.Response.ReasonCode = MqttSubscribeReasonCode.UnspecifiedError;
            args.ProcessSubscription = false;
            asked.Release();
            return Task.CompletedTask;
        };
        await broker.StartAsync();
        await using var run = await RunControl.OpenAsync(new ControlEndpoint { Endpoint = new Uri($"mqtt://127.0.0.1:{port}") },
            LoadTest.NewId(), 1, None, Cancel);

        // Two filters each time.
        for (var time = 0; time < 5; time++)
        {
            Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(20), Cancel), run.Fault);
        }

        Assert.False(run.IsReady);
        Assert.Contains("was refused", run.Fault, StringComparison.Ordinal);
        Assert.True(run.IsRefused);
        await broker.StopAsync();
    }

    [Fact]
    public async Task A_refusal_is_told_from_an_outage()
    {
        await using var broker = await Mosquitto.StartAsync(
            new MosquittoOptions { Verbose = false, Users = new Dictionary<string, string> { ["device"] = "password" } });
        await using var stranger = await ControlChannel.OpenAsync(
            new ControlEndpoint { Endpoint = broker.Plain, Username = "device", Password = "wrong" }, "a", [], (_, _) => { }, None, Cancel);
        await using var nowhere = await ControlChannel.OpenAsync(
            new ControlEndpoint { Endpoint = new Uri($"mqtt://127.0.0.1:{LoopbackPort.Closed()}") }, "a", [], (_, _) => { }, None, Cancel);
        while (stranger.Fault is null || nowhere.Fault is null)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Equal((true, false), (stranger.IsRefused, nowhere.IsRefused));
    }

    [Fact]
    public async Task A_shard_that_begins_after_the_stop_or_ends_after_its_run_retains_nothing()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var endpoint = new ControlEndpoint { Endpoint = broker.Plain };
        var stopped = new ShardPlan { RunId = LoadTest.NewId(), Plan = new LoadPlan() };
        var over = new ShardPlan
        {
            RunId = LoadTest.NewId(),
            Plan = new LoadPlan { DrainTime = TimeSpan.FromSeconds(1) },
            StartAt = DateTimeOffset.UtcNow.AddHours(-1),
        };
        await using (var run = await RunControl.OpenAsync(endpoint, stopped.RunId, 1, None, Cancel))
        {
            Assert.True(await run.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel), run.Fault);
            Assert.True(await run.StopAsync(Cancel));
        }

        foreach (var shard in new[] { stopped, over })
        {
            await using var control = await ShardControl.OpenAsync(endpoint, shard, "one", retain: true, None, Cancel);
            Assert.True(await control.ClaimAsync(TimeSpan.FromSeconds(20), Cancel));
            control.Add(Reports.Last(shard));
            Assert.True(await control.FlushAsync(TimeSpan.FromSeconds(20), Cancel), control.Fault);
        }

        var retained = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var late = await ControlChannel.OpenAsync(endpoint, "late", ["iotload/#"], (topic, _) => retained.Enqueue(topic), None,
            Cancel);
        Assert.True(await late.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel));
        Assert.True(await late.TryPublishAsync("iotload/end", "x"u8.ToArray(), retain: false, Cancel));
        while (!retained.Contains("iotload/end"))
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Equal([ControlTopics.Commands(stopped.RunId), "iotload/end"], retained);
    }
}
