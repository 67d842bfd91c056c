using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>A run from its plan to its result, and what every result must satisfy.</summary>
internal static class Run
{
    /// <summary>A plan that publishes at one rate.</summary>
    public static LoadPlan Plan(Uri? endpoint, int devices, double rate, double seconds, TrafficPlan? traffic = null) => new()
    {
        Endpoints = endpoint is null ? [] : [endpoint],
        Protocol = endpoint?.Scheme is "ws" or "wss" ? LoadProtocol.MqttWebSocket : LoadProtocol.Mqtt,
        Devices = new DevicePlan { Count = devices, ConnectRate = 1000 },
        Traffic = traffic ?? new TrafficPlan(),
        Stages = [new LoadStage(rate, rate, TimeSpan.FromSeconds(seconds))],
        Seed = 7,
    };

    /// <summary>TLS with the client certificate that a <see cref="Mosquitto"/> accepts.</summary>
    public static TlsPlan MutualTls(Mosquitto broker) => new()
    {
        CaFile = broker.Certificates.CaFile,
        CertificateFile = broker.Certificates.Client.Certificate,
        KeyFile = broker.Certificates.Client.Key,
    };

    /// <summary>Runs a plan to its end, and checks its sums.</summary>
    public static async Task<LoadResult> ToEndAsync(LoadPlan plan) => await ToEndAsync(LoadTest.Prepare(plan));

    /// <summary>Runs a test to its end, doing something to it on the way, and checks its sums.</summary>
    public static async Task<LoadResult> ToEndAsync(LoadTest test, Func<CancellationTokenSource, Task>? meanwhile = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Task.Run(() => test.RunAsync([], stop.Token), CancellationToken.None);
        if (meanwhile is not null)
        {
            await meanwhile(stop);
        }

        var result = await running;
        var notes = Text(result);
        Assert.True(Accounting.Check(result).Count == 0, notes);
        return result;
    }

    /// <summary>Waits until a test is publishing, and then for some seconds.</summary>
    public static async Task PublishingAsync(LoadTest test, double seconds)
    {
        while (test.Progress.Phase < RunPhase.Running)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
    }

    /// <summary>Checks that every message was published, acknowledged and received once, in order.</summary>
    public static void AssertNothingWrong(LoadResult result, long messages, long receipts)
    {
        var counters = result.Counters;
        Assert.True(
            (counters.Intended, counters.Published, counters.Acked, counters.Received) == (messages, messages, result.QoS == 0
                ? 0 : messages, receipts)
                && counters is
                {
                    Lost: 0, Duplicates: 0, OutOfOrder: 0, Surplus: 0, Foreign: 0, Missed: 0, Failed: 0, Unacked: 0,
                    Disconnected: 0, ConnectFailed: 0
                },
            Text(result));
        Assert.Equal(receipts, result.RoundTrip.Count);
        Assert.Empty(result.Failures);
        Assert.True(result.Passed, Text(result));
    }

    /// <summary>A result in words, for a failing test.</summary>
    public static string Text(LoadResult result) =>
        string.Join('\n', [result.Counters.ToString(), .. result.Notes, .. result.Failures.Select(failure => failure.ToString()),
            $"ack {result.Ack}", $"roundTrip {result.RoundTrip}"]);

    /// <summary>Shows figures of a run in the test's output.</summary>
    public static void Show(LoadResult result) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{Text(result)}\nlag {result.ScheduleLag}\nCPU {result.Generator.CpuPercent:0} %, {result.Generator.PeakMemoryBytes / 1e6:0} MB");
}
