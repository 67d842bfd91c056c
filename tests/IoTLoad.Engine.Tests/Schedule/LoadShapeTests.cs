using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Tests.Schedule;

public sealed class LoadShapeTests
{
    /// <summary>Shapes of ramps, plateaus and pauses.</summary>
    internal static Arbitrary<LoadStage[]> Stages =>
        (from start in Gen.Choose(0, 20_000)
         from end in Gen.Frequency((2, Gen.Choose(0, 20_000)), (1, Gen.Constant(start)), (1, Gen.Constant(0)))
         from milliseconds in Gen.Choose(1, 100_000)
         select new LoadStage(start / 4.0, end / 4.0, TimeSpan.FromMilliseconds(milliseconds)))
        .NonEmptyListOf().Select(stages => stages.Take(6).ToArray()).ToArbitrary();

    [Property]
    public Property The_time_of_a_count_is_when_that_many_were_due() =>
        Prop.ForAll(Stages, Gen.Choose(0, 1_000_000).ToArbitrary(), (stages, millionths) =>
    {
        var shape = new LoadShape(stages);
        var count = shape.Total * millionths / 1e6;
        var error = Math.Abs(shape.CountAt(shape.TimeOf(count)) - count);
        return (error <= 1e-6 * Math.Max(1, shape.Total)).Label($"{count} of {shape.Total}: off by {error}");
    });

    [Property]
    public Property Counts_and_times_never_go_back_and_stay_inside() => Prop.ForAll(Stages, stages =>
    {
        var shape = new LoadShape(stages);
        var steps = Enumerable.Range(0, 101).ToList();
        var counts = steps.ConvertAll(i => shape.CountAt(shape.Duration * i / 100));
        var times = steps.ConvertAll(i => shape.TimeOf(shape.Total * i / 100));
        return counts.Zip(counts.Skip(1)).All(pair => pair.First <= pair.Second + 1e-9) && times.Zip(times.Skip(1))
            .All(pair => pair.First <= pair.Second + 1e-9)
            && counts[^1] <= shape.Total && times[^1] <= shape.Duration && times[0] >= 0;
    });

    [Property]
    public Property The_count_is_the_integral_of_the_rate() => Prop.ForAll(Stages, stages =>
    {
        var shape = new LoadShape(stages);
        const int steps = 20_000;
        var width = shape.Duration / steps;
        var sum = Enumerable.Range(0, steps).Sum(i => shape.RateAt((i + 0.5) * width) * width);
        return Math.Abs(sum - shape.Total) <= (5000 * width * stages.Length) + 1e-6;
    });

    [Fact]
    public void A_ramp_sends_by_the_square_root_of_time()
    {
        var shape = new LoadShape([new LoadStage(0, 100, TimeSpan.FromSeconds(10))]);

        Assert.Equal(500, shape.Total);
        Assert.Equal(5, shape.TimeOf(125), 1e-9);
        Assert.Equal((0, 50, 0), (shape.RateAt(0), shape.RateAt(5), shape.RateAt(10)));
    }

    [Fact]
    public void A_pause_at_the_start_or_within_holds_messages_back()
    {
        var shape = new LoadShape(
        [
            new LoadStage(0, 0, TimeSpan.FromSeconds(1)), new LoadStage(10, 10, TimeSpan.FromSeconds(1)),
            new LoadStage(0, 0, TimeSpan.FromSeconds(1)),
            new LoadStage(0, 0, TimeSpan.FromSeconds(1)), new LoadStage(10, 10, TimeSpan.FromSeconds(1)),
        ]);

        Assert.Equal((1, 1.9, 4, 4.1),
            (shape.TimeOf(0), Math.Round(shape.TimeOf(9), 9), shape.TimeOf(10), Math.Round(shape.TimeOf(11), 9)));
    }
}
