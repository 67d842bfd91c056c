using System.Buffers;
using System.Diagnostics;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

[TestClass(DisableParallelization = true)]
public sealed class PoissonTests
{
    private const int Devices = 5000;
    private const double Rate = 5000;
    private const double Seconds = 20;

    [Fact]
    public async Task The_gaps_between_sends_are_exponential_over_all_and_at_each_device()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var listener = await Listener.StartAsync(broker, "loadtest/#");
        var plan = Run.Plan(broker.Plain, Devices, Rate, Seconds, new TrafficPlan { Pattern = TrafficPattern.PublishOnly }) with
        {
            Arrival = Arrival.Poisson,
        };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var counters = result.Counters;
        Assert.Equal(Devices, counters.Connected);
        Assert.Equal((counters.Intended, counters.Intended, 0), (counters.Published, counters.Acked, counters.Missed));

        // 100,000 ± 4 standard deviations.
        Assert.InRange(counters.Intended, 98_735, 101_265);
        await listener.WaitForAsync((int)counters.Published);

        var sends = listener.Messages.Select(Read).ToList();
        Assert.Equal(counters.Published, sends.Count);
        var start = sends.Min(send => send.Intended);
        var all = sends.Select(send => send.Intended - start).Order().ToList();
        var overall = Distance([.. all.Zip(all.Skip(1), (left, right) => right - left)], gap => 1 - Math.Exp(-Rate * gap));

        // What the broker saw, on its own clock; the first arrival is taken for the first intended time.
        var first = sends.Min(send => send.Seen);
        var intended = Distance(Gaps(sends, send => send.Intended - start), OfOneDevice);
        var seen = Distance(Gaps(sends, send => send.Seen - first), OfOneDevice);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Kolmogorov-Smirnov: overall {overall:0.00000}, per device intended {intended:0.00000}, seen {seen:0.00000}");

        // 1.95/√n: a true sample is farther off once in a thousand seeds, and this seed is none of those.
        var limit = 1.95 / Math.Sqrt(sends.Count);
        Assert.True(overall < limit, $"{overall} is not below {limit}.");
        Assert.True(intended < limit, $"{intended} is not below {limit}.");

        // Here the machine's own delays are in it: a tenth of a second for all messages would be a distance of 0.03.
        Assert.True(seen < 0.03, $"{seen} is not below 0.03.");
    }

    /// <summary>
    /// The gaps of a Poisson process of rate λ that end within a window of length T, the one from its start included: of
    /// those, (T − x)(1 − e^(−λx)) + x of T are not longer than x. (Plain 1 − e^(−λx) would forget that a long gap has
    /// fewer places to fit in.)
    /// </summary>
    private static double OfOneDevice(double gap) => (((Seconds - gap) * (1 - Math.Exp(-Rate / Devices * gap))) + gap) / Seconds;

    private static (uint Device, double Intended, double Seen) Read((long Time, MQTTnet.MqttApplicationMessage Message) received)
    {
        var payload = received.Message.Payload.ToArray();
        var run = received.Message.Topic.Split('/')[1];
        Assert.True(TrackingToken.TryFind(payload, TrackingToken.TagOf(run), out var token));
        return (token.Sender, token.IntendedUnixNanoseconds / 1e9, received.Time / (double)Stopwatch.Frequency);
    }

    private static List<double> Gaps(IEnumerable<(uint Device, double Intended, double Seen)> sends,
        Func<(uint Device, double Intended, double Seen), double> time) =>
    [
        .. sends.GroupBy(send => send.Device).SelectMany(device =>
        {
            var times = device.Select(time).Order().ToList();
            return times.Prepend(0).Zip(times, (left, right) => right - left);
        }),
    ];

    /// <summary>Kolmogorov and Smirnov's: the largest distance between a sample's distribution and the given one.</summary>
    private static double Distance(List<double> sample, Func<double, double> distribution)
    {
        sample.Sort();
        return sample.Select((value, i) => Math.Max(
            Math.Abs(distribution(value) - ((double)i / sample.Count)), Math.Abs(distribution(value) - ((i + 1.0) / sample.Count)))).Max();
    }
}
