using System.Buffers.Binary;
using System.Globalization;
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
    /// <summary>How often <see cref="Tick"/> is called, nanoseconds.</summary>
    public const long TickInterval = 1_000_000_000;
    private const int FirstReadBuffer = 512;
    private readonly DeviceSetup _setup;
    private readonly Recorder _recorder;
    private readonly Lock _gate;
    private readonly Stream _stream;
    private readonly int _connection;
    private readonly Publisher? _publisher;
    private readonly Receiver? _receiver;
    private readonly Action _ready;
    private byte[] _received = new byte[FirstReadBuffer];
    private int _start;
    private int _end;
    private SessionEnd? _ending;
    private long _readyBy;
    private SessionEnd? _writeFault;
    private long _lastSent;
    private long _lastReceived;
    private long _pingSent;
    private bool _subscribing;
    private bool _held;

    /// <param name="setup">What all devices share.</param>
    /// <param name="recorder">Of the loop that owns the device.</param>
    /// <param name="gate">The device's.</param>
    /// <param name="stream">An open connection; the caller disposes it.</param>
    /// <param name="connection">Number of the connection.</param>
    /// <param name="publisher">The device's publishing half.</param>
    /// <param name="receiver">Its subscribing half.</param>
    /// <param name="ready">Called once, when messages may flow.</param>
    /// <param name="readyBy">When the attempt's time is over, run clock.</param>
    public Session(
        DeviceSetup setup, Recorder recorder, Lock gate, Stream stream, int connection, Publisher? publisher, Receiver? receiver, Action ready, long readyBy)
    {
        _setup = setup;
        _recorder = recorder;
        _gate = gate;
        _stream = stream;
        _connection = connection;
        _publisher = publisher;
        _receiver = receiver;
        _ready = ready;
        _readyBy = readyBy;
        KeepAlive = setup.KeepAliveNanoseconds;
        Buffer = new SendBuffer(stream, gate, WriteFailed, Pump);
    }

    private string Endpoint => _setup.Connector.Describe(_connection);

    /// <summary>What is on its way out.</summary>
    public SendBuffer Buffer { get; }

    /// <summary>Whether messages may be published: subscribed, and not about to close.</summary>
    public bool Open { get; private set; }

    /// <summary>Whether messages have ever flowed, or could have.</summary>
    public bool WasReady { get; private set; }

    /// <summary>The keep-alive period, nanoseconds: the plan's, or what a broker asks for instead (MQTT 5 Server Keep Alive). 0: none.</summary>
    public long KeepAlive { get; set; }

    /// <summary>Sends CONNECT and reads CONNACK.</summary>
    /// <exception cref="MqttProtocolException">What answers is not an MQTT broker.</exception>
    public async Task<MqttConnAckPacket> ConnectAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_setup.Handshake.Connect(_connection), cancellationToken);
        while (true)
        {
            // Looked at before its length, which is nonsense where the other side does not speak MQTT.
            if (_end > 0 && (PacketType)(_received[0] >> 4) != PacketType.ConnAck)
            {
                throw new MqttProtocolException($"answered CONNECT with a packet of type {_received[0] >> 4}, not with CONNACK (2)");
            }

            if (PacketReader.TryRead(_received.AsSpan(_start, _end - _start), out var header, out var bodyStart, out var total, out var needed))
            {
                var packet = (MqttConnAckPacket)_setup.Handshake.Decode(header, _received[(_start + bodyStart)..(_start + total)], total);
                _start += total;
                return packet;
            }

            EnsureRoom(needed);
            var count = await _stream.ReadAsync(_received.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                throw new ConnectFaultException(_setup.Connector.Explain(_connection, null, beforeConnAck: true));
            }

            _end += count;
        }
    }

    /// <summary>Runs the session to its end, and says why it ended.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        Begin();
        try
        {
            while (_ending is null)
            {
                Process();
                if (_ending is not null)
                {
                    break;
                }

                var count = await _stream.ReadAsync(_received.AsMemory(_end));
                if (count == 0)
                {
                    End(Of(_setup.Connector.Explain(_connection, null, beforeConnAck: false)));
                    break;
                }

                _end += count;
            }
        }
        catch (MqttProtocolException exception)
        {
            End(Of(ConnectFault.Protocol(Endpoint, exception.Message)));
        }
        catch (Exception exception)
        {
            // Reading fails in as many ways as there are streams; each of them means that the connection is gone.
            End(Of(_setup.Connector.Explain(_connection, exception, beforeConnAck: false)));
        }
        finally
        {
            lock (_gate)
            {
                Open = false;
                Buffer.Close();
            }
        }

        return _ending!;
    }

    /// <summary>
    /// Keeps the connection alive, and notices one that is dead: a broker that has sent nothing for the keep-alive period is
    /// asked for a sign of life too, however much is sent to it. Called once in <see cref="TickInterval"/>.
    /// </summary>
    public void Tick(long now)
    {
        if (_writeFault is not null)
        {
            if (now > _readyBy)
            {
                Abort(_writeFault);
            }

            return;
        }

        if (!WasReady && now > _readyBy)
        {
            Abort(new SessionEnd(
                FailureKind.Subscribe, "Timeout", $"{Endpoint} did not answer SUBSCRIBE within the connect timeout. Under load, lower -ConnectRate or raise -ConnectTimeout."));
            return;
        }

        if (KeepAlive == 0 || !Open)
        {
            return;
        }

        if (_pingSent != 0)
        {
            if (now - _pingSent > KeepAlive)
            {
                Abort(new SessionEnd(FailureKind.Disconnect, "KeepAliveTimeout", $"{Endpoint} did not answer PINGREQ within the keep-alive period."));
            }

            return;
        }

        // The next look is an interval away, and the period must not be over by then (MQTT 5.0, section 3.1.2.10).
        if (now - Math.Min(_lastSent, _lastReceived) + TickInterval < KeepAlive)
        {
            return;
        }

        lock (_gate)
        {
            if (!Open)
            {
                return;
            }

            Buffer.Add(Handshake.PingRequest);
            Flush();
            _pingSent = now;
        }
    }

    /// <summary>Publishes what waits. Under the gate.</summary>
    public void Pump()
    {
        if (!Open || _held)
        {
            return;
        }

        // In pieces of a limited size, so that a backlog of large messages is not in memory at once.
        do
        {
            _publisher?.Pump(Buffer);
            Flush();
        }
        while (_publisher?.CanSend == true && Open && Buffer.Empty);
    }

    /// <summary>Publishes nothing more: the session is about to be closed, once what is out has come back. Under the gate.</summary>
    public void Hold() => _held = true;

    /// <summary>Sends DISCONNECT and closes, once what was written is out.</summary>
    /// <returns>Whether it was this call that ended the session.</returns>
    public async Task<bool> CloseAsync(SessionEnd reason)
    {
        lock (_gate)
        {
            if (_ending is not null)
            {
                return false;
            }

            _ending = reason;
            Open = false;
            Buffer.Add(Handshake.Disconnect);
            Flush();
        }

        for (var waits = 0; waits < 100 && !IsEmpty(); waits++)
        {
            await Task.Delay(10);
        }

        await _stream.DisposeAsync();
        return true;
    }

    /// <summary>Ends the session without ceremony.</summary>
    public void Abort(SessionEnd reason)
    {
        End(reason);
        _stream.Dispose();
    }

    private static SessionEnd Of(ConnectFault fault) => new(FailureKind.Disconnect, fault.Reason, fault.Message);

    private bool IsEmpty()
    {
        lock (_gate)
        {
            return Buffer.Empty;
        }
    }

    private void End(SessionEnd reason)
    {
        lock (_gate)
        {
            _ending ??= reason;
            Open = false;
        }
    }

    /// <summary>
    /// A connection that takes no more may still hold what the broker said before it ended: acknowledgements, and a DISCONNECT
    /// with the reason. The read loop takes that, and then sees the end too; should it not, <see cref="Tick"/> ends it.
    /// </summary>
    private void WriteFailed(Exception exception)
    {
        lock (_gate)
        {
            _writeFault ??= Of(_setup.Connector.Explain(_connection, exception, beforeConnAck: false));
            _readyBy = _setup.Clock.Now + TickInterval;
            Open = false;
            Buffer.Close();
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            _lastSent = _lastReceived = _setup.Clock.Now;
            if (_ending is not null)
            {
                return;
            }

            if (_setup.Handshake.Subscribe(_connection) is { } subscribe)
            {
                _subscribing = true;
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
        Open = WasReady = true;
        _ready();
        _publisher?.Resend(Buffer);
        Pump();
        Flush();
    }

    private void Flush()
    {
        if (Buffer.Empty)
        {
            return;
        }

        _lastSent = _setup.Clock.Now;
        Buffer.Flush();
    }

    /// <summary>Takes every whole packet that has arrived.</summary>
    private void Process()
    {
        var needed = 0;
        var now = _setup.Clock.Now;
        lock (_gate)
        {
            _lastReceived = now;
            lock (_recorder.Gate)
            {
                while (_ending is null
                    && PacketReader.TryRead(_received.AsSpan(_start, _end - _start), out var header, out var bodyStart, out var total, out needed))
                {
                    Take(header, _received.AsSpan(_start + bodyStart, total - bodyStart), total, now, _recorder.Current);
                    _start += total;
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
                if (_receiver is null)
                {
                    throw new MqttProtocolException("sent a message to a connection that has no subscription");
                }

                _receiver.Take(header, body, _setup.Mqtt5, _connection, now, record, Buffer);
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

                // Answered even where nothing is known of it: a broker that did not get the last PUBREL asks again.
                var received = IdOf(body);
                _publisher?.Release(received);
                Buffer.Add([((int)PacketType.PubRel << 4) | 2, 2, (byte)(received >> 8), (byte)received]);
                break;
            case PacketType.PubRel:
                _receiver?.Release(IdOf(body), Buffer);
                break;
            case PacketType.PingResp:
                _pingSent = 0;
                break;
            case PacketType.SubAck:
                TakeSubAck((MqttSubAckPacket)_setup.Handshake.Decode(header, body.ToArray(), total));
                break;
            case PacketType.Disconnect:
                var reason = NameOf(((MqttDisconnectPacket)_setup.Handshake.Decode(header, body.ToArray(), total)).ReasonCode);
                _ending = new SessionEnd(FailureKind.Disconnect, reason, $"{Endpoint} disconnected with reason {reason}.");
                break;
            default:
                throw new MqttProtocolException($"sent a packet of type {header >> 4}, which a broker must not send");
        }
    }

    private static ushort IdOf(ReadOnlySpan<byte> body) => body.Length >= 2
        ? BinaryPrimitives.ReadUInt16BigEndian(body)
        : throw new MqttProtocolException("sent an acknowledgement without a packet identifier");

    /// <summary>A reason code's name, and its number where MQTT has none.</summary>
    private static string NameOf<T>(T code)
        where T : struct, Enum => Enum.IsDefined(code) ? code.ToString() : $"Reason0x{Convert.ToInt32(code, CultureInfo.InvariantCulture):X2}";

    private static byte ReasonOf(ReadOnlySpan<byte> body) => body.Length > 2 ? body[2] : (byte)0;

    private void Complete(ReadOnlySpan<byte> body, long now, SecondRecord record)
    {
        var code = ReasonOf(body);
        var id = IdOf(body);
        if (_publisher is not null && _publisher.Complete(id, code, now, record))
        {
            // PUBACK and PUBREC share their codes; PUBCOMP has this one.
            var reason = code == 0x92 ? "PacketIdentifierNotFound" : NameOf((MQTTnet.Protocol.MqttPubAckReasonCode)code);
            _recorder.Fail(FailureKind.Publish, reason, $"{_setup.Contexts.ClientIdOf(_connection)}: the broker refused a message: {reason}.");
        }
    }

    private void TakeSubAck(MqttSubAckPacket packet)
    {
        if (!_subscribing)
        {
            return;
        }

        _subscribing = false;
        foreach (var code in packet.ReasonCodes)
        {
            if ((int)code >= 0x80)
            {
                _ending = new SessionEnd(FailureKind.Subscribe, NameOf(code), $"{Endpoint} refused the subscription: {NameOf(code)}.");
                return;
            }
        }

        if (_writeFault is null)
        {
            Open = WasReady = true;
            _ready();
            _publisher?.Resend(Buffer);
        }
    }

    private void EnsureRoom(int needed)
    {
        if (_start > 0)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            _end -= _start;
            _start = 0;
        }

        if (_end == _received.Length || needed > _received.Length)
        {
            Array.Resize(ref _received, Math.Max(_received.Length * 2, needed));
        }
    }
}
