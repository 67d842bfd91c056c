using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Tests.Schedule;

public sealed class ArrivalSequenceTests
{
    [Property(MaxTest = 50)]
    public Property Uniform_slices_make_one_even_stream_together(PositiveInt loops, PositiveInt senders) =>
        Prop.ForAll(LoadShapeTests.Stages, stages =>
    {
        var shape = new LoadShape([.. stages.Select(stage => stage with { Duration = stage.Duration / 50 })]);
        var count = Math.Min(16, loops.Get);
        var all = Enumerable.Range(0, count).SelectMany(loop => Draw(shape, SenderSlice.Of(loop, count, senders.Get), Arrival.Uniform))
            .OrderBy(each => each.Index).ToList();

        // Message i is due at Λ⁻¹(i) and belongs to sender i mod senders, and no slice has a message of another's.
        return all.Select(each => each.Due)
            .SequenceEqual(Enumerable.Range(0, (int)Math.Ceiling(shape.Total - 1e-6)).Select(i => (long)(shape.TimeOf(i) * 1e9)));
    });

    [Theory]
    [InlineData(5000, 30, 150_000)]
    [InlineData(1000.0 / 3, 3, 1000)]
    [InlineData(0.5, 1, 1)]
    [InlineData(0.1, 600, 60)]
    [InlineData(33.3, 10, 333)]
    public void A_schedule_has_as_many_messages_as_rate_times_duration(double rate, int seconds, int expected)
    {
        var shape = new LoadShape([new LoadStage(rate, rate, TimeSpan.FromSeconds(seconds))]);

        Assert.Equal(expected, Enumerable.Range(0, 3).Sum(loop => Draw(shape, SenderSlice.Of(loop, 3, 7), Arrival.Uniform).Count));
    }

    [Theory]
    [InlineData(6, 10, 331)]
    [InlineData(1, 7, 50)]
    [InlineData(2.5, 4, 20)]
    [InlineData(0.5, 10, 30)]
    [InlineData(0.1, 3, 100)]
    [InlineData(100.0 / 3, 9, 12)]
    public void A_burst_is_each_sender_s_messages_of_a_second_at_its_start(double rateOfSender, int senders, int seconds)
    {
        var shape = new LoadShape([new LoadStage(rateOfSender * senders, rateOfSender * senders, TimeSpan.FromSeconds(seconds))]);
        var all = Enumerable.Range(0, 3).SelectMany(loop => Draw(shape, SenderSlice.Of(loop, 3, senders), Arrival.Burst)).ToList();

        Assert.Equal((int)Math.Ceiling((rateOfSender * senders * seconds) - 1e-6), all.Count);
        Assert.All(all, message => Assert.Equal(0, message.Due % 1_000_000_000));
        foreach (var (second, count) in all.CountBy(message => message.Due / 1_000_000_000))
        {
            // As many as a uniform schedule has in this second, one more or less for a rate that is not whole.
            Assert.InRange(count, Math.Floor((rateOfSender * senders) + 1e-6), Math.Ceiling((rateOfSender * senders) - 1e-6));
            Assert.InRange(second, 0, seconds - 1);
        }

        foreach (var burst in all.CountBy(message => (message.Sender, message.Due)))
        {
            Assert.InRange(burst.Value, Math.Floor(rateOfSender), Math.Ceiling(rateOfSender) + (rateOfSender % 1 == 0 ? 0 : 1));
        }
    }

    [Property(MaxTest = 50)]
    public Property A_burst_schedule_has_the_messages_and_senders_of_the_uniform_one(PositiveInt loops, PositiveInt senders) =>
        Prop.ForAll(LoadShapeTests.Stages, stages =>
    {
        var shape = new LoadShape([.. stages.Select(stage => stage with { Duration = stage.Duration / 50 })]);
        var count = Math.Min(16, loops.Get);
        var (burst, uniform) = (DrawAll(Arrival.Burst), DrawAll(Arrival.Uniform));

        return burst.Select(each => (each.Index, each.Sender)).SequenceEqual(uniform.Select(each => (each.Index, each.Sender)))
            && burst.Zip(uniform).All(pair => pair.First.Due % 1_000_000_000 == 0
                && pair.Second.Due - pair.First.Due is > -10_000 and < 1_000_000_000);

        List<(long Index, int Sender, long Due)> DrawAll(Arrival arrival) =>
            [.. Enumerable.Range(0, count).SelectMany(loop => Draw(shape, SenderSlice.Of(loop, count, senders.Get), arrival))
                .OrderBy(each => each.Index)];
    });

    [Property]
    public bool Slices_never_overlap_and_leave_nobody_out(PositiveInt loops, NonNegativeInt senders) =>
        Enumerable.Range(0, loops.Get)
            .Select(loop => SenderSlice.Of(loop, loops.Get, senders.Get))
            .SelectMany(slice => Enumerable.Range(0, slice.Count).Select(slice.SenderAt))
            .Order().SequenceEqual(Enumerable.Range(0, senders.Get));

    [Fact]
    public void Poisson_gaps_are_exponential_for_all_slices_together_and_each_sender_gets_its_share()
    {
        const double rate = 2000;
        var shape = new LoadShape([new LoadStage(rate, rate, TimeSpan.FromSeconds(50))]);
        var all = Enumerable.Range(0, 4).SelectMany(loop => Draw(shape, SenderSlice.Of(loop, 4, 10), Arrival.Poisson, seed: 5))
            .OrderBy(each => each.Due).ToList();
        var gaps = all.Zip(all.Skip(1), (left, right) => (right.Due - left.Due) / 1e9).Order().ToList();

        // Mean and standard deviation are both 1/λ, each within 4 standard errors; Kolmogorov and Smirnov's distance below its 1 % point.
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.Equal(1 / rate, mean, 4 / rate / Math.Sqrt(gaps.Count));
        Assert.Equal(1 / rate, deviation, 4 * Math.Sqrt(2) / rate / Math.Sqrt(gaps.Count));
        var distance = gaps.Select((gap, i) => Math.Abs(1 - Math.Exp(-rate * gap) - ((i + 0.5) / gaps.Count))).Max();
        Assert.True(distance < 1.63 / Math.Sqrt(gaps.Count), $"{distance}");

        var bySender = all.CountBy(each => each.Sender).ToList();
        Assert.Equal(10, bySender.Count);
        Assert.All(bySender, sender => Assert.InRange(sender.Value, 10_000 - 400, 10_000 + 400));
    }

    [Fact]
    public void Poisson_counts_vary_as_much_as_their_mean()
    {
        var shape = new LoadShape([new LoadStage(0, 40, TimeSpan.FromSeconds(5))]);
        var counts = Enumerable.Range(1, 2000)
            .Select(seed => (double)Draw(shape, SenderSlice.Of(0, 1, 1), Arrival.Poisson, (ulong)seed).Count).ToList();

        var mean = counts.Average();
        Assert.Equal(100, mean, 4 * 10 / Math.Sqrt(2000));
        Assert.Equal(100, counts.Average(count => (count - mean) * (count - mean)), 4 * 100 * Math.Sqrt(2.0 / 2000));
    }

    [Fact]
    public void The_same_seed_gives_the_same_schedule_and_another_another()
    {
        var shape = new LoadShape([new LoadStage(100, 100, TimeSpan.FromSeconds(2))]);
        var slice = SenderSlice.Of(0, 1, 5);

        Assert.Equal(Draw(shape, slice, Arrival.Poisson, 1), Draw(shape, slice, Arrival.Poisson, 1));
        Assert.NotEqual(Draw(shape, slice, Arrival.Poisson, 1), Draw(shape, slice, Arrival.Poisson, 2));
    }

    private static List<(long Index, int Sender, long Due)> Draw(LoadShape shape, SenderSlice slice, Arrival arrival, ulong seed = 1)
    {
        var drawn = new List<(long, int, long)>();
        var sequence = new ArrivalSequence(shape, slice, arrival, seed);
        for (var i = 0; sequence.HasNext; i++)
        {
            var sender = slice.SenderAt(sequence.NextPosition);
            drawn.Add((((long)(i / slice.Count) * slice.Total) + sender, sender, sequence.NextDue));
            sequence.Advance();
        }

        return drawn;
    }
}
