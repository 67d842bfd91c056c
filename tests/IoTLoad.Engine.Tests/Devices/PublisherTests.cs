using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Tests.Devices;

/// <summary>When a message that is due calls for a pump: whoever makes room for earlier ones takes it along.</summary>
public sealed class PublisherTests
{
    private readonly Lock _gate = new();
    private readonly SecondRecord _record = new();
    private readonly Publisher _publisher;
    private readonly SendBuffer _buffer;

    public PublisherTests()
    {
        var plan = new LoadPlan { Traffic = new TrafficPlan { InFlightWindow = 1, BacklogLimit = 2 } };
        var clock = new RunClock();
        var contexts = new MessageContextSource(new() { RunId = "20260101-000000-test", Plan = plan }, clock.OriginUnixNanoseconds, null);
        var encoder = new PublishEncoder(plan, new TrafficRoutes(plan, contexts), contexts,
            MessagePayload.Create(plan.Payload, plan.Protocol, null));
        _publisher = new Publisher(0, plan.Traffic, encoder, new Recorder(), clock);
        _buffer = new SendBuffer(Stream.Null, _gate, _ => { }, () => { });
    }

    [Fact]
    public void The_first_message_can_be_sent_and_the_next_goes_with_it()
    {
        Assert.Equal(OfferResult.Ready, _publisher.Offer(0));
        Assert.Equal(OfferResult.Waiting, _publisher.Offer(0));
    }

    [Fact]
    public void A_message_waits_for_the_acknowledgement_that_makes_room()
    {
        _publisher.Offer(0);
        _publisher.Pump(_buffer);

        Assert.Equal(OfferResult.Waiting, _publisher.Offer(0));
        Assert.False(_publisher.CanSend);
        _publisher.Complete(1, 0, 0, _record);
        Assert.True(_publisher.CanSend);
    }

    [Fact]
    public void A_message_beyond_the_backlog_is_missed()
    {
        _publisher.Offer(0);
        Assert.False(_publisher.IsFull);
        _publisher.Offer(0);

        Assert.True(_publisher.IsFull);
        Assert.Equal(OfferResult.Missed, _publisher.Offer(0));
        Assert.Equal(2, _publisher.Waiting);
    }
}
