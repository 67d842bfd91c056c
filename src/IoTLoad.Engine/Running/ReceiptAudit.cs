using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Compares what subscribers were owed with what they got, message by message: a receipt is owed for each message that was
/// acknowledged (QoS 0: published), to each subscriber of its stream.
/// </summary>
internal sealed class ReceiptAudit(DeviceSetup setup, IReadOnlyList<Device> devicesByConnection)
{
    /// <summary>The audit as it stands: <see cref="Counters.Expected"/>, <see cref="Counters.Lost"/> and <see cref="Counters.Surplus"/>.</summary>
    public Counters Take()
    {
        var counters = new Counters();
        if (!setup.Routes.HasReceivers || setup.Plan.Payload.Tracking == TrackingMode.None)
        {
            return counters;
        }

        long distinct = 0;
        foreach (var device in devicesByConnection)
        {
            device.Audit(AddSender, receiver => distinct += receiver.Distinct);
        }

        counters.Lost = counters.Expected - (distinct - counters.Surplus);
        return counters;

        void AddSender(Publisher publisher)
        {
            counters.Expected += (publisher.Published - publisher.Unacknowledged.Count) * setup.Routes.FanOut;
            counters.Surplus += publisher.Unacknowledged.Sum(message => Surplus(publisher.Sender, message));
        }
    }

    /// <summary>Receipts of a message that nobody was owed.</summary>
    private int Surplus(int sender, long message)
    {
        var route = setup.Routes.RouteOf(sender, message);
        return setup.Routes.ReceiversOf(route).Count(receiver => devicesByConnection[receiver].HasReceived(sender, route.Sequence));
    }
}
