using System.Diagnostics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>
/// What is measured, against what is known: delays of the network, counts of the broker, and a generator that its machine holds up.
/// </summary>
public sealed class TruthTests
{
    /// <summary>The packet's number in MQTT.</summary>
    private const int Publish = 3;

    [Fact(DisableParallelization = true)]
    public async Task A_delay_of_the_network_is_measured_as_it_is()
    {
        // With Nagle's algorithm, mosquitto would hold PUBACKs back for 40 ms of its own.
        await using var broker = await Mosquitto.StartAsync(
            new MosquittoOptions { Verbose = false, Lines = ["set_tcp_nodelay true"] });
        var (direct, none) = await ThroughAsync(broker, 0);
        foreach (var delay in (int[])[20, 200])
        {
            var (result, relay) = await ThroughAsync(broker, delay);

            Measured(result.MqttConnect, 2 * delay, 2 * delay);
            Measured(result.Ack, 2 * delay, 2 * delay);
            Measured(result.RoundTrip, 2 * delay, 2 * delay);

            // Beside what the relay's timers made of the delay, there is what the same way takes without one. On a busy machine, what
            // then happened to one message in a hundred may now happen to a median.
            var tolerance = Math.Max(Math.Max(1, 0.02 * 2 * delay), direct.Ack.P99!.Value);
            var known = relay.Added(0.5) + direct.Ack.P50!.Value - none.Added(0.5);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"known {known:0.00}, measured {result.Ack.P50:0.00} ms; p99 {relay.Added(0.99):0.00} and {result.Ack.P99:0.00} ms");
            Assert.InRange(result.Ack.P50!.Value, known - tolerance, known + tolerance);
            Assert.InRange(result.Ack.P99!.Value, 2 * delay, relay.Added(0.99) + (2 * tolerance));
        }

        // Three of four devices behind 20 ms, the fourth behind 200: the median is of the first, one in ten of the second.
        var (mixed, _) = await ThroughAsync(broker, 20, 20, 20, 200);

        Assert.All([mixed.Ack, mixed.RoundTrip], latency =>
        {
            Measured(latency, 40, 400);
            Assert.True(latency.P50 < 400 && latency.P90 >= 400, latency.ToString());
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Counts_are_those_of_a_capture_of_the_wire(int qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var capture = await TcpCapture.StartAsync(broker.Plain.Port);

        var result = await Run.ToEndAsync(Run.Plan(broker.Plain, 30, 300, 2, new TrafficPlan { QoS = qos }));
        var captured = await capture.EndAsync();

        var counters = result.Counters;
        Run.AssertNothingWrong(result, 600, 600);
        Assert.Equal((30, 30, 30), (counters.Connected, captured.Attempts.Count, captured.ConnAcks.Count));
        Assert.Equal((counters.Published, counters.Received), (captured.Sent[Publish], captured.Received[Publish]));

        // What answers a PUBLISH of QoS 1, and what answers and ends one of QoS 2, in both directions.
        foreach (var type in qos switch { 0 => [], 1 => [4], _ => (int[])[5, 6, 7] })
        {
            Assert.Equal((type, 600, 600), (type, captured.Sent[type], captured.Received[type]));
        }

        Assert.Equal(qos == 0 ? 0 : 600, counters.Acked);
    }

    [Fact(DisableParallelization = true)]
    public async Task A_generator_asked_for_more_than_it_can_do_says_so_and_blames_nobody()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });

        var result = await Run.ToEndAsync(Run.Plan(broker.Plain, 50, 3_000_000, 3));

        Run.Show(result);
        var counters = result.Counters;
        Assert.Equal((9_000_000, 9_000_000), (counters.Intended, counters.Published + counters.Missed));
        Assert.True(counters.Missed > counters.Published && result.GeneratorSaturated && !result.Passed, Run.Text(result));
        await NothingIsBlamedOnAsync(broker, result);

        // What the generator was late is in the latencies from when messages were due, and not in those from when they were sent.
        Assert.True(result.Ack.P50 > result.AckService.P50 && result.Ack.Max > result.ScheduleLag.P50, Run.Text(result));
    }

    [Fact(DisableParallelization = true)]
    public async Task A_generator_whose_cores_others_use_says_so_or_has_right_numbers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell that takes the cores is sh.");
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var others = Enumerable.Range(0, 2 * Environment.ProcessorCount)
            .Select(_ => Process.Start("sh", ["-c", "while :; do :; done"])).ToList();
        LoadResult result;
        try
        {
            result = await Run.ToEndAsync(Run.Plan(broker.Plain, 50, 1000, 3));
        }
        finally
        {
            others.ForEach(each =>
            {
                each.Kill();
                each.WaitForExit();
                each.Dispose();
            });
        }

        Run.Show(result);
        Assert.Equal(3000, result.Counters.Intended);
        await NothingIsBlamedOnAsync(broker, result);
        Assert.True(result.GeneratorSaturated || (result.Counters.Missed == 0 && result.ScheduleLag.P99 <= Saturation.LagLimit),
            Run.Text(result));

        // From when a message was due to its acknowledgement is longer than from when it was sent, by what the generator was late.
        Assert.True(result.Ack.Mean >= result.AckService.Mean && result.Ack.Max >= result.AckService.Max, Run.Text(result));
    }

    [Fact]
    public async Task Tests_beside_each_other_count_each_its_own_and_the_fault_of_one_is_not_the_other_s()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new Proxy(broker.Plain);
        var sound = LoadTest.Prepare(Run.Plan(broker.Plain, 20, 200, 2));
        var faulty = LoadTest.Prepare(Run.Plan(proxy.Endpoint, 30, 300, 2, new TrafficPlan { QoS = 0 }));

        var results = await Task.WhenAll(Run.ToEndAsync(sound), Run.ToEndAsync(faulty, async _ =>
        {
            await Run.PublishingAsync(faulty, 0.5);
            await proxy.CutAsync(TimeSpan.Zero);
        }));

        Run.AssertNothingWrong(results[0], 400, 400);
        Assert.Equal((20, 0), (results[0].Counters.Connected, results[0].Counters.Disconnected));
        Assert.Equal((600, 60, 30), (results[1].Counters.Intended, results[1].Counters.Connected, results[1].Counters.Disconnected));
        await broker.LogsAsync("Received DISCONNECT from iotload-", 50);
        Assert.Equal((400, 400), (Of("Received PUBLISH from", sound), Of("Sending PUBLISH to", sound)));
        Assert.InRange(results[1].Counters.Published - Of("Received PUBLISH from", faulty), 0, 30);
        Assert.InRange(Of("Sending PUBLISH to", faulty) - results[1].Counters.Received, 0, 30);

        int Of(string what, LoadTest test) => broker.CountLog($"{what} iotload-{test.Id}-");
    }

    /// <summary>A test through relays, each of which delays both ways; with it, the first of them.</summary>
    private static async Task<(LoadResult Result, SlowRelay Relay)> ThroughAsync(Mosquitto broker, params int[] delays)
    {
        var relays = delays.Select(delay => new SlowRelay(broker.Plain.Port, TimeSpan.FromMilliseconds(delay), eachWay: true)).ToList();
        try
        {
            var result = await Run.ToEndAsync(Run.Plan(null, 40, 200, 2) with
            {
                Endpoints = [.. relays.Select(relay => new Uri($"mqtt://127.0.0.1:{relay.Port}"))],
            });

            Run.Show(result);
            Run.AssertNothingWrong(result, 400, 400);
            return (result, relays[0]);
        }
        finally
        {
            foreach (var relay in relays)
            {
                await relay.DisposeAsync();
            }
        }
    }

    /// <summary>Nothing came sooner than it could, and nothing much later than the longest way takes.</summary>
    private static void Measured(LatencySummary latency, double least, double most) => Assert.True(
        latency.Min >= least && latency.P99 >= most && latency.Max >= most && latency.Max < most + 1000,
        $"min {latency.Min}, {latency}; the relay delays by {least} to {most} ms");

    /// <summary>What was published was answered, and the broker counts the same.</summary>
    private static async Task NothingIsBlamedOnAsync(Mosquitto broker, LoadResult result)
    {
        var counters = result.Counters;
        Assert.True(counters is { Failed: 0, Unacked: 0, Lost: 0, Duplicates: 0, Disconnected: 0, ConnectFailed: 0 }, Run.Text(result));
        Assert.Empty(result.Failures);
        var sys = await broker.ReadSysAsync();
        Assert.Equal((counters.Published, counters.Received, 0), (sys.PublishesReceived, sys.PublishesSent, sys.PublishesDropped));
    }
}
