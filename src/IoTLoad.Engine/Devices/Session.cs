using System.Buffers.Binary;
using IoTLoad.Engine.Devices.Connecting;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Devices;

/// <summary>Why a session ended.</summary>
/// <param name="Kind">What it counts as.</param>
/// <param name="Reason">Stable name; empty where the test ended it itself.</param>
/// <param name="Message">In words.</param>
internal sealed record SessionEnd(FailureKind Kind, string Reason, string Message)
{
    /// <summary>The test closed the connection.</summary>
    public static SessionEnd Closed { get; } = new(FailureKind.Disconnect, "", "");
}

/// <summary>
/// One MQTT connection from CONNACK to its end: a read loop that takes whatever has arrived, records it in one go, and
/// lets the publisher send what the acknowledgements made room for.
/// </summary>
internal sealed class Session
{
    private const int FirstReadBuffer = 512;
    private readonly DeviceSetup setup;
    private readonly Recorder recorder;
    private readonly Lock gate;
    private readonly Stream stream;
    private readonly int connection;
    private readonly Publisher? publisher;
    private readonly Receiver? receiver;
    private readonly Action ready;
    private byte[] received = new byte[FirstReadBuffer];
    private int start;
    private int end;
    private SessionEnd? ending;
    private long lastSent;
    private long pingSent;
    private bool subscribing;

    public Session(
        DeviceSetup setup, Recorder recorder, Lock gate, Stream stream, int connection, Publisher? publisher, Receiver? receiver, Action ready)
    {
        this.setup = setup;
        this.recorder = recorder;
        this.gate = gate;
        this.stream = stream;
        this.connection = connection;
        this.publisher = publisher;
        this.receiver = receiver;
        this.ready = ready;
        Buffer = new SendBuffer(stream, gate, WriteFailed, Pump);
    }

    private string Endpoint => setup.Connector.Describe(connection);

    /// <summary>What is on its way out.</summary>
    public SendBuffer Buffer { get; }

    /// <summary>Whether messages may be published: subscribed, and not about to close.</summary>
    public bool Open { get; private set; }

    /// <summary>Sends CONNECT and reads CONNACK.</summary>
    /// <exception cref="MqttProtocolException">What answers is not an MQTT broker.</exception>
    public async Task<MqttConnAckPacket> ConnectAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(setup.Handshake.Connect(connection), cancellationToken);
        while (true)
        {
            if (PacketReader.TryRead(received.AsSpan(start, end - start), out var header, out var bodyStart, out var total, out var needed))
            {
                if ((PacketType)(header >> 4) != PacketType.ConnAck)
                    throw new MqttProtocolException($"answered CONNECT with a packet of type {header >> 4}, not with CONNACK (2)");
                var packet = (MqttConnAckPacket)setup.Handshake.Decode(header, received[(start + bodyStart)..(start + total)], total);
                start += total;
                return packet;
            }

            EnsureRoom(needed);
            var count = await stream.ReadAsync(received.AsMemory(end), cancellationToken);
            if (count == 0)
                throw new ConnectFaultException(setup.Connector.Explain(connection, null, beforeConnAck: true));
            end += count;
        }
    }

    /// <summary>Runs the session to its end, and says why it ended.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        Begin();
        try
        {
            while (ending is null)
            {
                Process();
                if (ending is not null)
                    break;
                var count = await stream.ReadAsync(received.AsMemory(end));
                if (count == 0)
                    {
                    End(Of(setup.Connector.Explain(connection, null, beforeConnAck: false)));
                    break;
                }

                end += count;
            }
        }
        catch (MqttProtocolException exception)
        {
            End(Of(ConnectFault.Protocol(Endpoint, exception.Message)));
        }
        catch (Exception exception)
        {
            // Reading fails in as many ways as there are streams; each of them means that the connection is gone.
            End(Of(setup.Connector.Explain(connection, exception, beforeConnAck: false)));
        }
        finally
        {
            lock (gate)
            {
                Open = false;
                Buffer.Close();
            }
        }

        return ending!;
    }

    /// <summary>Keeps the connection alive, and notices one that is dead. Called about once a second.</summary>
    public void Tick(long now)
    {
        var keepAlive = setup.KeepAliveNanoseconds;
        if (keepAlive == 0)
            return;
        if (pingSent != 0 && now - pingSent > keepAlive)
        {
            End(new SessionEnd(FailureKind.Disconnect, "KeepAliveTimeout", $"{Endpoint} did not answer PINGREQ within the keep-alive period."));
            stream.Dispose();
            return;
        }

        if (pingSent != 0 || now - lastSent < keepAlive)
            return;
        lock (gate)
        {
            if (!Open)
                return;
            Buffer.Add(Handshake.PingRequest);
            Flush();
            pingSent = now;
        }
    }

    /// <summary>Publishes what waits. Under the gate.</summary>
    public void Pump()
    {
        if (!Open)
            return;
        publisher?.Pump(Buffer);
        Flush();
    }

    /// <summary>Sends DISCONNECT and closes, once what was written is out.</summary>
    public async Task CloseAsync(SessionEnd reason)
    {
        lock (gate)
        {
            if (ending is not null)
                return;
            ending = reason;
            Open = false;
            Buffer.Add(Handshake.Disconnect);
            Flush();
        }

        for (var waits = 0; waits < 100 && !IsEmpty(); waits++)
            await Task.Delay(10);
        await stream.DisposeAsync();
    }

    /// <summary>Ends the session without ceremony.</summary>
    public void Abort(SessionEnd reason)
    {
        End(reason);
        stream.Dispose();
    }

    private static SessionEnd Of(ConnectFault fault) => new(FailureKind.Disconnect, fault.Reason, fault.Message);

    private bool IsEmpty()
    {
        lock (gate)
        {
            return Buffer.Empty;
        }
    }

    private void End(SessionEnd reason)
    {
        lock (gate)
        {
            ending ??= reason;
            Open = false;
        }
    }

    private void WriteFailed(Exception exception)
    {
        // The read loop notices too, but only when the peer's reset arrives; closing the stream makes it notice now.
        Abort(Of(setup.Connector.Explain(connection, exception, beforeConnAck: false)));
    }

    private void Begin()
    {
        lock (gate)
        {
            lastSent = setup.Clock.Now;
            if (setup.Handshake.Subscribe(connection) is { } subscribe)
            {
                subscribing = true;
                Buffer.Add(subscribe);
                Flush();
            }
            else
            {
                BecomeReady();
            }
        }
    }

    private void BecomeReady()
    {
        Open = true;
        ready();
        publisher?.Resend(Buffer);
        Pump();
        Flush();
    }

    private void Flush()
    {
        if (Buffer.Empty)
            return;
        lastSent = setup.Clock.Now;
        Buffer.Flush();
    }

    /// <summary>Takes every whole packet that has arrived.</summary>
    private void Process()
    {
        var needed = 0;
        var now = setup.Clock.Now;
        lock (gate)
        {
            lock (recorder.Gate)
            {
                while (ending is null
                    && PacketReader.TryRead(received.AsSpan(start, end - start), out var header, out var bodyStart, out var total, out needed))
                {
                    Take(header, received.AsSpan(start + bodyStart, total - bodyStart), total, now, recorder.Current);
                    start += total;
                }
            }

            Pump();
            Flush();
        }

        EnsureRoom(needed);
    }

    private void Take(byte header, ReadOnlySpan<byte> body, int total, long now, SecondRecord record)
    {
        switch ((PacketType)(header >> 4))
        {
            case PacketType.Publish:
                if (receiver is null)
                    throw new MqttProtocolException("sent a message to a connection that has no subscription");
                receiver.Take(header, body, setup.Mqtt5, connection, now, record, Buffer);
                break;
            case PacketType.PubAck:
            case PacketType.PubComp:
                Complete(body, now, record);
                break;
            case PacketType.PubRec:
                if (ReasonOf(body) >= 0x80)
                {
                    Complete(body, now, record);
                    break;
                }

                publisher?.Release(IdOf(body));
                Buffer.Add([((int)PacketType.PubRel << 4) | 2, 2, body[0], body[1]]);
                break;
            case PacketType.PubRel:
                receiver?.Release(IdOf(body), Buffer);
                break;
            case PacketType.PingResp:
                pingSent = 0;
                break;
            case PacketType.SubAck:
                TakeSubAck((MqttSubAckPacket)setup.Handshake.Decode(header, body.ToArray(), total));
                break;
            case PacketType.Disconnect:
                var reason = ((MqttDisconnectPacket)setup.Handshake.Decode(header, body.ToArray(), total)).ReasonCode.ToString();
                ending = new SessionEnd(FailureKind.Disconnect, reason, $"{Endpoint} disconnected with reason {reason}.");
                break;
            default:
                throw new MqttProtocolException($"sent a packet of type {header >> 4}, which a broker must not send");
        }
    }

    private static ushort IdOf(ReadOnlySpan<byte> body) => body.Length >= 2
        ? BinaryPrimitives.ReadUInt16BigEndian(body)
        : throw new MqttProtocolException("sent an acknowledgement without a packet identifier");

    private static byte ReasonOf(ReadOnlySpan<byte> body) => body.Length > 2 ? body[2] : (byte)0;

    private void Complete(ReadOnlySpan<byte> body, long now, SecondRecord record)
    {
        var code = ReasonOf(body);
        if (publisher is not null && publisher.Complete(IdOf(body), code, now, record))
        {
            var reason = ((MQTTnet.Protocol.MqttPubAckReasonCode)code).ToString();
            recorder.Fail(FailureKind.Publish, reason, $"{setup.Contexts.ClientIdOf(connection)}: the broker refused a message: {reason}.");
        }
    }

    private void TakeSubAck(MqttSubAckPacket packet)
    {
        if (!subscribing)
            return;
        subscribing = false;
        foreach (var code in packet.ReasonCodes)
        {
            if ((int)code >= 0x80)
            {
                ending = new SessionEnd(FailureKind.Subscribe, code.ToString(), $"{Endpoint} refused the subscription: {code}.");
                return;
            }
        }

        Open = true;
        ready();
        publisher?.Resend(Buffer);
    }

    private void EnsureRoom(int needed)
    {
        if (start > 0)
        {
            received.AsSpan(start, end - start).CopyTo(received);
            end -= start;
            start = 0;
        }

        if (end == received.Length || needed > received.Length)
            Array.Resize(ref received, Math.Max(received.Length * 2, needed));
    }
}
