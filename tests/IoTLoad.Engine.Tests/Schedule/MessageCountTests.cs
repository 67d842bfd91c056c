using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Tests.Running;

namespace IoTLoad.Engine.Tests.Schedule;

public sealed class MessageCountTests
{
    public static TheoryData<Arrival, int, int> Splits => new MatrixTheoryData<Arrival, int, int>(
        Enum.GetValues<Arrival>(), [1, 3, 7], [1, 10, 997]);

    [Theory]
    [MemberData(nameof(Splits))]
    public void All_slices_together_have_the_number_asked_for(Arrival arrival, int loops, int count)
    {
        var shape = new LoadShape([new LoadStage(0, 100, TimeSpan.FromSeconds(10)), new LoadStage(100, 100, TimeSpan.FromSeconds(20))]);

        var drawn = 0;
        for (var loop = 0; loop < loops; loop++)
        {
            var arrivals = new ArrivalSequence(shape, SenderSlice.Of(loop, loops, 10), arrival, 5, count: count);
            for (; arrivals.HasNext; arrivals.Advance())
            {
                drawn++;
            }
        }

        Assert.Equal(count, drawn);
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Shards_know_their_share_of_it(Arrival arrival, int shards, int count)
    {
        var plan = Run.Plan(new Uri("mqtt://localhost"), 10, 100, 20) with { Arrival = arrival, MessageCount = count };

        Assert.Equal(count, Enumerable.Range(0, shards)
            .Sum(shard => new ShardPlan { RunId = "r", Shard = shard, Shards = shards, Plan = plan }.CountMessages()));
    }

    [Theory]
    [InlineData(Arrival.Uniform)]
    [InlineData(Arrival.Poisson)]
    public async Task A_test_ends_with_its_last_message(Arrival arrival)
    {
        var plan = Run.Plan(null, 10, 1000, 60) with { Arrival = arrival, MessageCount = 500 };

        var result = await Run.ToEndAsync(plan);

        Run.AssertNothingWrong(result, 500, 500);
        Assert.InRange(result.PublishDuration.TotalSeconds, 0.2, 30);
        Assert.Equal(IoTLoad.Engine.Reports.RunOutcome.Completed, result.Outcome);
    }
}
