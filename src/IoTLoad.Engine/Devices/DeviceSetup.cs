using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Devices;

/// <summary>What all devices of a shard share; immutable while they run.</summary>
internal sealed class DeviceSetup
{
    public DeviceSetup(
        ShardPlan shard, RunClock clock, Connector connector, MessageContextSource contexts, MessagePayload payload,
        IMessageTap? tap = null)
    {
        var plan = shard.Plan;
        Tap = tap;
        Shard = shard;
        Plan = plan;
        Clock = clock;
        Connector = connector;
        Contexts = contexts;
        Routes = new TrafficRoutes(plan, contexts);
        Encoder = new PublishEncoder(plan, Routes, contexts, payload);
        Handshake = new MqttHandshake(plan, Routes, contexts);
        Storms = [.. plan.Storms.Select((storm, number) => new Storm(storm, number, plan, contexts.Seed))];
        Mqtt5 = plan.Session.Version == MqttVersion.V500;
        Group = plan.Traffic.IsShared && plan.IsTracked ? new SharedReceipts(Routes.Senders) : null;
        KeepAliveNanoseconds = (long)plan.Session.KeepAlive.TotalSeconds * 1_000_000_000;
    }

    /// <summary>The part of the plan that these devices are.</summary>
    public ShardPlan Shard { get; }

    /// <summary>The whole plan.</summary>
    public LoadPlan Plan { get; }

    public RunClock Clock { get; }

    public Connector Connector { get; }

    public HandshakeGate Handshakes { get; } = new();

    public MessageContextSource Contexts { get; }

    public TrafficRoutes Routes { get; }

    public PublishEncoder Encoder { get; }

    public MqttHandshake Handshake { get; }

    /// <summary>Called for each connection and message; null if nothing listens.</summary>
    public IMessageTap? Tap { get; }

    /// <summary>Now, nanoseconds since 1970 by the run clock.</summary>
    public long UnixNow => Contexts.OriginUnixNanoseconds + Clock.Now;

    public bool Mqtt5 { get; }

    /// <summary>The plan's storms, in the plan's order.</summary>
    public IReadOnlyList<Storm> Storms { get; }

    /// <summary>Whether this shard can tell, message by message, what became of what it published.</summary>
    public bool Audited => Routes.HasReceivers && Plan.Payload.Tracking != TrackingMode.None && !Shard.CrossesShards;

    public long KeepAliveNanoseconds { get; }

    /// <summary>What the members of the plan's shared subscription have received; null where there is none, or no tracking.</summary>
    private SharedReceipts? Group { get; }

    /// <summary>The receiving half of a connection; null where it does not subscribe.</summary>
    public Receiver? NewReceiver(int connection) => !Routes.Receives(connection) ? null : new Receiver(
        Contexts.RunTag, Routes.Senders, Plan.Traffic.Pattern == TrafficPattern.RoundTrip, Plan.Payload.Tracking,
        Contexts.OriginUnixNanoseconds, Tap, Contexts.ClientIdOf(connection), Shard.Senders, group: Group);
}
