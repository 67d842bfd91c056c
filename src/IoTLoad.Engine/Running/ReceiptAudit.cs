using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Compares what subscribers were owed with what they got, message by message: a receipt is owed for each message that was
/// acknowledged (QoS 0: published), to each subscriber of its stream. Where those are in other shards, what is lost is known
/// only once the shards' reports are put together.
/// </summary>
internal sealed class ReceiptAudit
{
    private readonly DeviceSetup _setup;
    private readonly IReadOnlyList<Device> _devices;
    private readonly Dictionary<int, Device> _byConnection;

    public ReceiptAudit(DeviceSetup setup, IReadOnlyList<Device> devices)
    {
        _setup = setup;
        _devices = devices;
        _byConnection = devices.ToDictionary(device => device.Connection);
    }

    /// <summary>
    /// The audit as it stands: <see cref="Counters.Expected"/>, <see cref="Counters.Lost"/> and <see cref="Counters.Surplus"/>.
    /// </summary>
    public Counters Take()
    {
        var counters = new Counters();
        if (!_setup.Routes.HasReceivers || _setup.Plan.Payload.Tracking == TrackingMode.None)
        {
            return counters;
        }

        long distinct = 0;
        foreach (var device in _devices)
        {
            device.Audit(AddSender, receiver => distinct += receiver.Distinct);
        }

        if (!_setup.Shard.CrossesShards)
        {
            counters.Lost = counters.Expected - (distinct - counters.Surplus);
        }

        return counters;

        void AddSender(Publisher publisher)
        {
            counters.Expected += (publisher.Published - publisher.UnacknowledgedCount) * _setup.Routes.FanOut;
            if (!_setup.Shard.CrossesShards)
            {
                counters.Surplus += publisher.Unacknowledged.Sum(message => Surplus(publisher.Sender, message));
            }
        }
    }

    /// <summary>Receipts of a message that nobody was owed.</summary>
    private int Surplus(int sender, long message)
    {
        var route = _setup.Routes.RouteOf(sender, message);
        return _setup.Routes.ReceiversOf(route).Count(receiver => _byConnection[receiver].HasReceived(sender, route.Sequence));
    }
}
