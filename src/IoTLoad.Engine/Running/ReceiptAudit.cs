using IoTLoad.Engine.Devices;
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

        foreach (var device in devicesByConnection)
        {
            if (device.Publisher is not null)
            {
                AddSender(device, counters);
            }
        }

        return counters;
    }

    private void AddSender(Device device, Counters counters)
    {
        var publisher = device.Publisher!;
        var sender = setup.Routes.SenderOf(device.Connection);
        var exempt = publisher.Unacknowledged;
        foreach (var (receiver, count, first, step) in setup.Routes.StreamsOf(sender, publisher.Published))
        {
            var tracker = devicesByConnection[receiver].Receiver!.From(sender);
            long unowed = 0;
            long surplus = 0;
            foreach (var message in exempt)
            {
                if (message % step != first)
                {
                    continue;
                }

                unowed++;
                if (tracker?.Contains(setup.Routes.RouteOf(sender, message).Sequence) == true)
                {
                    surplus++;
                }
            }

            var expected = count - unowed;
            counters.Expected += expected;
            counters.Surplus += surplus;
            counters.Lost += expected - ((tracker?.Count ?? 0) - surplus);
        }
    }
}
