using System.Net.WebSockets;
using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>One MQTT connection, from its CONNECT to its end.</summary>
/// <param name="principal">Who is connected; null where there is neither certificate nor signature.</param>
/// <param name="roster">Gets the connection while it is open.</param>
/// <param name="abort">Cuts the connection at once.</param>
internal sealed partial class DeviceConnection(
    MqttChannel channel, Principal? principal, MessageBroker broker, ConnectionRoster roster, Action abort)
{
    // A packet is larger than its payload by topic and properties. AWS does not say how much of them it takes; this is ample.
    private const int PacketOverhead = 18 * 1024;
    private const int LargestPacket = 268_435_455 + 5;

    // What a client that does not read may have waiting in memory. IoT Core's own figure is not documented.
    private const int MostUnsent = 4 * 1024 * 1024;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    private readonly TokenBucket? _received = TokenBucket.Of(broker.Limits.ThroughputPerConnection, broker.Clock);
    private readonly TokenBucket? _publishesIn = TokenBucket.Of(broker.Limits.PublishesPerConnectionPerSecond, broker.Clock);
    private readonly TokenBucket? _publishesOut = TokenBucket.Of(broker.Limits.PublishesPerConnectionPerSecond, broker.Clock);
    private readonly SemaphoreSlim? _inbound =
        broker.Limits.InboundUnacknowledged is { } window ? new SemaphoreSlim(window) : null;

    private readonly List<Subscription> _scratch = [];
    private AccessCache? _mayPublish;
    private AccessCache? _mayRetain;
    private AccessCache? _mayReceive;
    private DeviceSession? _session;
    private Message? _will;
    private TimeSpan _willDelay;
    private TimeSpan _silence;
    private long _heard;
    private MqttDisconnectReasonCode? _stopped;

    /// <summary>The connection's packets.</summary>
    public MqttChannel Channel { get; } = channel;

    /// <summary>Client ID; empty before the CONNECT.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>Messages of QoS 1 that may be unacknowledged by the client.</summary>
    public int Window { get; private set; } = broker.Limits.OutboundUnacknowledged ?? ushort.MaxValue;

    /// <summary>Whether the client reads too slowly to be sent more now.</summary>
    public bool IsFull => Channel.Waiting >= MostUnsent;

    private long Largest => broker.Limits.PayloadBytes is { } payload ? payload + PacketOverhead : LargestPacket;

    private bool IsV5 => Channel.Version == MqttProtocolVersion.V500;

    /// <summary>Whether the client's policies let it receive messages of a topic. The session holds its lock.</summary>
    public bool MayReceive(string topic) => _mayReceive?.Allows(topic) == true;

    /// <summary>Whether the limits let the client publish one more message now.</summary>
    public bool MayPublish(long now) => _publishesIn?.TryTake(now) != false;

    /// <summary>Whether the limits let the client receive one more message now. The session holds its lock.</summary>
    public bool TakesMessage(long now) => _publishesOut?.TryTake(now) != false && broker.MaySend(now);

    /// <summary>Ends the connection, telling the client why if it speaks MQTT 5.</summary>
    public void Stop(MqttDisconnectReasonCode reason)
    {
        _stopped = reason;
        Channel.Input.CancelPendingRead();
    }

    /// <summary>Cuts the connection, telling the client nothing.</summary>
    public void Abort() => abort();

    /// <summary>Ends the connection if the client was silent for too long.</summary>
    public void CheckSilence()
    {
        if (_silence > TimeSpan.Zero && broker.Clock.GetElapsedTime(Volatile.Read(ref _heard)) > _silence)
        {
            Stop(MqttDisconnectReasonCode.KeepAliveTimeout);
        }
    }

    /// <summary>Serves the connection to its end.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var reason = MqttDisconnectReasonCode.NormalDisconnection;
        try
        {
            if (await ReceiveConnectAsync(cancellation) is { } connect && await AcceptAsync(connect, cancellation))
            {
                reason = await ReceiveAsync(cancellation);
            }
        }
        catch (MqttProtocolViolationException)
        {
            reason = MqttDisconnectReasonCode.MalformedPacket;
        }
        catch (Exception exception) when (exception
            is IOException or OperationCanceledException or ConnectionAbortedException or WebSocketException)
        {
            // The client is gone without a word; what follows is the same as for any end.
        }
        finally
        {
            Leave();
        }

        if (reason != MqttDisconnectReasonCode.NormalDisconnection && IsV5 && _session is not null)
        {
            Channel.Write(new MqttDisconnectPacket { ReasonCode = reason });
        }

        await Channel.CloseAsync(ClosePatience);
    }

    private async Task<MqttConnectPacket?> ReceiveConnectAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ConnectPatience, broker.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        while (true)
        {
            var result = await Channel.Input.ReadAsync(either.Token);
            var buffer = result.Buffer;
            Channel.TryTake(ref buffer, Largest, out var packet);
            Channel.Input.AdvanceTo(buffer.Start, packet is null ? buffer.End : buffer.Start);
            if (packet is not null || result.IsCompleted || result.IsCanceled)
            {
                return packet as MqttConnectPacket;
            }
        }
    }

    private async Task<MqttDisconnectReasonCode> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await Channel.Input.ReadAsync(cancellation);
            if (_stopped is { } stopped)
            {
                return stopped;
            }

            Volatile.Write(ref _heard, broker.Clock.GetTimestamp());
            var buffer = result.Buffer;
            var before = buffer.Length;
            while (Channel.TryTake(ref buffer, Largest, out var packet) > 0)
            {
                if (packet is null)
                {
                    broker.Metrics.PublishIn.ClientError.Add();
                    return MqttDisconnectReasonCode.QuotaExceeded;
                }

                if (await HandleAsync(packet, cancellation) is { } end)
                {
                    return end;
                }
            }

            Channel.Input.AdvanceTo(buffer.Start, buffer.End);
            Channel.Flush(here: true);
            if (result.IsCompleted)
            {
                return MqttDisconnectReasonCode.NormalDisconnection;
            }

            if (_received?.Take(before - buffer.Length) is { } delay && delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, broker.Clock, cancellation);
            }
        }
    }

    /// <summary>Takes a packet; returns why the connection ends, or null where it goes on.</summary>
    private ValueTask<MqttDisconnectReasonCode?> HandleAsync(MqttPacket packet, CancellationToken cancellation)
    {
        switch (packet)
        {
            case MqttPublishPacket publish:
                return PublishAsync(publish, cancellation);
            case MqttPubAckPacket acknowledgement:
                _session!.Acknowledge(acknowledgement.PacketIdentifier);
                return default;
            case MqttPingReqPacket:
                broker.Metrics.Ping.Add();
                Channel.Write(MqttPingRespPacket.Instance);
                return default;
            case MqttSubscribePacket subscribe:
                return new(Subscribe(subscribe));
            case MqttUnsubscribePacket unsubscribe:
                Unsubscribe(unsubscribe);
                return default;
            case MqttDisconnectPacket disconnect:
                return new(Disconnect(disconnect));
            default:
                // A second CONNECT, what only servers send, and the packets of QoS 2.
                return new(MqttDisconnectReasonCode.ProtocolError);
        }
    }

    private MqttDisconnectReasonCode Disconnect(MqttDisconnectPacket packet)
    {
        if (packet.ReasonCode != MqttDisconnectReasonCode.DisconnectWithWillMessage)
        {
            _will = null;
        }

        // MQTT 5, section 3.14.2.2.2: a session that was not to be kept cannot be kept after all.
        if (IsV5 && packet.SessionExpiryInterval > 0 && _session!.Expiry > TimeSpan.Zero)
        {
            _session.Expiry = Expiry(packet.SessionExpiryInterval);
        }

        return MqttDisconnectReasonCode.NormalDisconnection;
    }

    /// <summary>Writes an answer, after the latency that was asked for.</summary>
    private void Answer(MqttPacket packet, Action? written = null)
    {
        var latency = broker.Faults.Current.Latency;
        if (latency <= TimeSpan.Zero)
        {
            Channel.Write(packet);
            written?.Invoke();
            return;
        }

        // A delay each: answers do not wait for each other.
        _ = Task.Delay(latency, broker.Clock).ContinueWith(
            _ =>
            {
                Channel.Write(packet);
                Channel.Flush();
                written?.Invoke();
            },
            TaskScheduler.Default);
    }

    private void Leave()
    {
        roster.Remove(this);
        if (_session is not { } session)
        {
            return;
        }

        // Where another connection has taken the session over, a will that was to be delayed is not sent (MQTT 5, section 3.1.3.2.2).
        var own = broker.Sessions.Leave(session, this);
        if (_will is { } will && (own || _willDelay == TimeSpan.Zero))
        {
            roster.PublishWill(ClientId, will, Shorter(_willDelay, session.Expiry));
        }
    }
}
