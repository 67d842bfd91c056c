using System.Text;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// The packets of a connection's start and end, by MQTTnet's formatter: no message flows here, so nothing needs to be fast.
/// </summary>
internal sealed class MqttHandshake
{
    private readonly LoadPlan _plan;
    private readonly TrafficRoutes _routes;
    private readonly MessageContextSource _contexts;
    private readonly TextTemplate? _username;
    private readonly TextTemplate? _willTopic;
    private readonly TextTemplate? _willPayload;

    public MqttHandshake(LoadPlan plan, TrafficRoutes routes, MessageContextSource contexts)
    {
        _plan = plan;
        _routes = routes;
        _contexts = contexts;
        _username = Parse(plan.Session.Username, PlanField.Username);
        _willTopic = Parse(plan.Session.Will?.Topic, PlanField.WillTopic);
        _willPayload = Parse(plan.Session.Will?.Payload, PlanField.WillPayload);
    }

    /// <summary>DISCONNECT with reason 0, which is the same in both versions.</summary>
    public static ReadOnlySpan<byte> Disconnect => [0xE0, 0];

    /// <summary>PINGREQ.</summary>
    public static ReadOnlySpan<byte> PingRequest => [0xC0, 0];

    /// <summary>Sends CONNECT and reads CONNACK; what has arrived behind it stays in <paramref name="received"/>.</summary>
    /// <exception cref="MqttProtocolException">What answers is not an MQTT broker.</exception>
    /// <exception cref="ConnectFaultException">The other side closed the connection.</exception>
    public async Task<MqttConnAckPacket> ConnectAsync(
        Connector connector, int connection, Stream stream, ReceiveBuffer received, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Connect(connection), cancellationToken);
        while (true)
        {
            // Looked at before its length, which is nonsense where the other side does not speak MQTT.
            if (received.Waiting is [var first, ..] && (PacketType)(first >> 4) != PacketType.ConnAck)
            {
                throw new MqttProtocolException($"answered CONNECT with a packet of type {first >> 4}, not with CONNACK (2)");
            }

            if (received.TryTake(out var header, out var body, out var total))
            {
                return (MqttConnAckPacket)Decode(header, body.ToArray(), total);
            }

            received.MakeRoom();
            var count = await stream.ReadAsync(received.Room, cancellationToken);
            if (count == 0)
            {
                throw new ConnectFaultException(connector.Explain(connection, null, beforeConnAck: true));
            }

            received.Commit(count);
        }
    }

    private byte[] Connect(int connection)
    {
        var session = _plan.Session;
        var identity = _plan.IdentityOf(connection);
        var context = _contexts.For(connection, 0, 0);
        var username = identity?.Username ?? _username?.Format(context);
        var packet = new MqttConnectPacket
        {
            ClientId = _contexts.ClientIdOf(connection),
            CleanSession = session.CleanSession,
            KeepAlivePeriod = (ushort)Math.Clamp(session.KeepAlive.TotalSeconds, 0, ushort.MaxValue),
            Username = _plan.Protocol == LoadProtocol.Mqtt
                ? AuthorizerForm.Username(username, _plan.Authorizer)
                : username,
            Password = (identity?.Password ?? session.Password) is { } password ? Encoding.UTF8.GetBytes(password) : null,
        };
        if (session.Version == MqttVersion.V500 && !session.CleanSession)
        {
            packet.SessionExpiryInterval = (uint)session.SessionExpiry.TotalSeconds;
        }

        if (session.Version == MqttVersion.V500)
        {
            packet.ReceiveMaximum = (ushort)(session.ReceiveMaximum ?? 0);
            packet.MaximumPacketSize = (uint)(session.MaximumPacketSize ?? 0);
            packet.RequestResponseInformation = session.RequestResponseInformation;
            packet.WillDelayInterval = (uint)(session.Will?.Delay?.TotalSeconds ?? 0);
        }

        if (session.Will is not null)
        {
            packet.WillFlag = true;
            packet.WillTopic = _willTopic!.Format(context);
            packet.WillMessage = Encoding.UTF8.GetBytes(_willPayload!.Format(context));
            packet.WillQoS = (MqttQualityOfServiceLevel)session.Will.QoS;
            packet.WillRetain = session.Will.Retain;
        }

        return Encode(packet);
    }

    /// <summary>SUBSCRIBE of a connection, packet identifier 65,535; null where it does not subscribe.</summary>
    public byte[]? Subscribe(int connection)
    {
        var filters = _routes.FiltersOf(connection);
        if (filters.Count == 0)
        {
            return null;
        }

        var packet = new MqttSubscribePacket { PacketIdentifier = ushort.MaxValue };
        packet.TopicFilters.AddRange(filters.Select(filter => new MqttTopicFilter
        {
            Topic = filter,
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)_plan.Traffic.QoS,
        }));
        return Encode(packet);
    }

    /// <summary>Reads a CONNACK, SUBACK or DISCONNECT.</summary>
    /// <exception cref="MqttProtocolException">It is malformed.</exception>
    public MqttPacket Decode(byte header, byte[] body, int total)
    {
        try
        {
            // A broker that speaks only MQTT 3.1.1 answers in kind, with a code that MQTT 5 does not have.
            const int connAck = 0x20;
            return _plan.Session.Version == MqttVersion.V500 && header == connAck && body is [0, 1]
                ? new MqttConnAckPacket { ReasonCode = MqttConnectReasonCode.UnsupportedProtocolVersion }
                : Formatter().Decode(new ReceivedMqttPacket(header, body, total));
        }
        catch (Exception exception)
        {
            // MQTTnet's decoder has no single exception for what it cannot read.
            throw new MqttProtocolException($"sent a malformed packet of type {header >> 4} ({exception.Message.TrimEnd('.')})");
        }
    }

    private TextTemplate? Parse(string? text, string source) =>
        text is null ? null : TextTemplate.Parse(text, source, TemplateScope.Connection, _contexts.Columns);

    private byte[] Encode(MqttPacket packet) => Formatter().Encode(packet).ToArray();

    private MqttPacketFormatterAdapter Formatter() => new(
        _plan.Session.Version == MqttVersion.V500 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
        new MqttBufferWriter(512, 4096));
}
