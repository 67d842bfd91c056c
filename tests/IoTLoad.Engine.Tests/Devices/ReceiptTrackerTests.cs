using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Devices.Receiving;

namespace IoTLoad.Engine.Tests.Devices;

public sealed class ReceiptTrackerTests
{
    [Property(MaxTest = 500)]
    public Property It_agrees_with_a_set_of_numbers() => Prop.ForAll(
        Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(0, 20_000)).ListOf().ToArbitrary(),
        numbers =>
        {
            var tracker = new ReceiptTracker();
            var seen = new HashSet<long>();
            var highest = -1L;
            foreach (long number in numbers)
            {
                var expected = !seen.Add(number) ? Receipt.Duplicate : number > highest ? Receipt.InOrder : Receipt.OutOfOrder;
                highest = Math.Max(highest, number);
                if (tracker.Record(number) != expected || tracker.Count != seen.Count)
                {
                    return false;
                }
            }

            return Enumerable.Range(0, 20_200).All(number => tracker.Contains(number) == seen.Contains(number));
        });

    [Property(MaxTest = 100)]
    public bool It_agrees_where_most_arrive_a_little_out_of_order_and_some_never(int seed)
    {
        var random = new Random(seed);
        var tracker = new ReceiptTracker();
        var order = Enumerable.Range(0, 30_000).Where(_ => random.Next(1000) > 0).OrderBy(i => i + random.Next(50)).ToList();
        var fresh = order.Count(number => tracker.Record(number) != Receipt.Duplicate);
        return fresh == order.Count && tracker.Count == order.Count
            && order.TrueForAll(number => tracker.Record(number) == Receipt.Duplicate && tracker.Contains(number))
            && Enumerable.Range(0, 30_000).Except(order).All(number => !tracker.Contains(number));
    }

    [Fact]
    public void A_stream_behind_a_gap_takes_no_more_room_however_long_it_goes_on()
    {
        var tracker = new ReceiptTracker();
        tracker.Record(0);
        for (long number = 2; number < 1_000_000; number++)
        {
            tracker.Record(number);
        }

        Assert.Equal((999_999, 1), (tracker.Count, tracker.Gaps));
        Assert.False(tracker.Contains(1));
        Assert.Equal(Receipt.OutOfOrder, tracker.Record(1));
        Assert.Equal(Receipt.Duplicate, tracker.Record(1));
        Assert.Equal(0, tracker.Gaps);
    }

    [Fact]
    public void A_number_that_jumps_far_ahead_takes_no_time_and_no_room_and_what_it_skipped_is_still_missing()
    {
        var tracker = new ReceiptTracker();
        tracker.Record(0);
        for (var jump = 30; jump <= 36; jump++)
        {
            Assert.Equal(Receipt.InOrder, tracker.Record((1L << jump) - 1));
        }

        Assert.True(tracker.Gaps < 1000);
        foreach (var late in new[] { 1, 64, 1L << 20, 1L << 29, (1L << 34) + 5 })
        {
            Assert.False(tracker.Contains(late));
            Assert.Equal(Receipt.OutOfOrder, tracker.Record(late));
            Assert.True(tracker.Contains(late));
            Assert.Equal(Receipt.Duplicate, tracker.Record(late));
            Assert.False(tracker.Contains(late + 1));
        }

        Assert.Equal(13, tracker.Count);
    }
}
