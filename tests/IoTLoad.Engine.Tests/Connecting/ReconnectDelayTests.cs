using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class ReconnectDelayTests
{
    private const int Draws = 20_000;

    private static readonly DevicePlan Delays = new()
    {
        ReconnectMinDelay = TimeSpan.FromMilliseconds(500),
        ReconnectMaxDelay = TimeSpan.FromSeconds(30),
    };

    /// <summary>Kolmogorov and Smirnov's test against the uniform distribution; by chance, it fails one time in a million.</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(3, 4)]
    [InlineData(20, 30)]
    public void Full_jitter_is_uniform_up_to_its_ceiling(int failures, double ceiling)
    {
        var random = new SplitMix(1, 2);
        var draws = Enumerable.Range(0, Draws)
            .Select(_ => ReconnectDelay.After(Backoff.FullJitter, failures, TimeSpan.Zero, Delays, ref random).TotalSeconds / ceiling)
            .Order().ToList();

        var distance = draws
            .Select((draw, i) => Math.Max(Math.Abs(draw - ((double)i / Draws)), Math.Abs(draw - ((i + 1.0) / Draws)))).Max();

        Assert.InRange(draws[^1], 0.99, 1);
        Assert.True(distance * Math.Sqrt(Draws) < 2.7, $"D = {distance}");
    }

    [Theory]
    [InlineData(Backoff.None, 0, 0)]
    [InlineData(Backoff.None, 5, 0.1)]
    [InlineData(Backoff.Fixed, 0, 0.5)]
    [InlineData(Backoff.Fixed, 9, 0.5)]
    [InlineData(Backoff.Exponential, 0, 0.5)]
    [InlineData(Backoff.Exponential, 3, 4)]
    [InlineData(Backoff.Exponential, 1000, 30)]
    public void Others_are_as_their_names_say(Backoff policy, int failures, double seconds)
    {
        var random = new SplitMix(1, 2);

        Assert.Equal(seconds, ReconnectDelay.After(policy, failures, TimeSpan.Zero, Delays, ref random).TotalSeconds);
    }

    [Fact]
    public void Decorrelated_jitter_is_between_the_shortest_delay_and_three_times_the_last()
    {
        var random = new SplitMix(1, 2);
        var (previous, largest) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < Draws; i++)
        {
            var most = 3 * (previous > Delays.ReconnectMinDelay ? previous : Delays.ReconnectMinDelay);
            previous = ReconnectDelay.After(Backoff.Decorrelated, i, previous, Delays, ref random);
            Assert.InRange(previous, Delays.ReconnectMinDelay, most < Delays.ReconnectMaxDelay ? most : Delays.ReconnectMaxDelay);
            largest = previous > largest ? previous : largest;
        }

        Assert.Equal(Delays.ReconnectMaxDelay, largest);
    }
}
