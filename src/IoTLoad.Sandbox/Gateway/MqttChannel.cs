using System.Buffers;
using System.IO.Pipelines;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// MQTT packets on a connection's bytes. One task reads; any number write: packets gather in a buffer and go out together, so
/// that a burst of acknowledgements or messages is one write to the socket.
/// </summary>
/// <param name="bytesPerSecond">Most bytes a second that are written; null for no limit.</param>
internal sealed class MqttChannel(IDuplexPipe pipe, int? bytesPerSecond, TimeProvider clock)
{
    private const int FirstBuffer = 512;
    private const int LargestKeptBuffer = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly MqttPacketFormatterAdapter _formatter = new(new MqttBufferWriter(FirstBuffer, LargestKeptBuffer));
    private readonly TokenBucket? _throughput = TokenBucket.Of(bytesPerSecond, clock);
    private ArrayBufferWriter<byte> _gathering = new(FirstBuffer);
    private ArrayBufferWriter<byte> _leaving = new(FirstBuffer);
    private TaskCompletionSource? _drained;
    private bool _isFlushing;
    private bool _closed;

    /// <summary>Version of MQTT that the CONNECT named; unknown before it.</summary>
    public MqttProtocolVersion Version => _formatter.ProtocolVersion;

    /// <summary>Where the bytes come from.</summary>
    public PipeReader Input => pipe.Input;

    /// <summary>Bytes that were not taken by the socket yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _gathering.WrittenCount;
            }
        }
    }

    /// <summary>Takes one packet from the front of what was received.</summary>
    /// <param name="buffer">What was received; is moved past the packet.</param>
    /// <param name="largest">Most bytes of a packet.</param>
    /// <param name="packet">The packet; null where it has not arrived as a whole.</param>
    /// <returns>Bytes of the packet; more than <paramref name="largest"/>, as soon as its header says so, for one that is too
    /// large.</returns>
    /// <exception cref="MqttProtocolViolationException">The bytes are no MQTT packet.</exception>
    public long TryTake(ref ReadOnlySequence<byte> buffer, long largest, out MqttPacket? packet)
    {
        packet = null;
        if (!TryReadHeader(buffer, out var header, out var headerLength, out var length))
        {
            return 0;
        }

        var whole = headerLength + (long)length;
        if (whole > largest || buffer.Length < whole)
        {
            return whole > largest ? whole : 0;
        }

        var body = buffer.Slice(headerLength, length);
        var bytes = body.IsSingleSegment && System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body.First, out var segment)
            ? segment
            : new ArraySegment<byte>(body.ToArray());
        var received = new ReceivedMqttPacket(header, bytes, (int)whole);
        if (_formatter.ProtocolVersion == MqttProtocolVersion.Unknown)
        {
            _formatter.DetectProtocolVersion(received);
        }

        packet = _formatter.Decode(received);
        if (packet is MqttPublishPacket publish && _formatter.ProtocolVersion == MqttProtocolVersion.V500
            && TopicAlias.IsZero(header, bytes))
        {
            // Out of range as the largest is, so that both are refused alike.
            publish.TopicAlias = ushort.MaxValue;
        }

        buffer = buffer.Slice(whole);
        return whole;
    }

    /// <summary>Most bytes of a packet that the peer takes.</summary>
    public uint LargestForPeer { get; set; } = uint.MaxValue;

    /// <summary>Adds a packet to what goes out next; <see cref="Flush"/> sends it.</summary>
    /// <returns>False where the peer does not take packets of its size.</returns>
    public bool Write(MqttPacket packet)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return true;
            }

            var encoded = _formatter.Encode(packet);
            var fits = encoded.Length <= LargestForPeer;
            if (fits)
            {
                _gathering.Write(encoded.Packet);
                foreach (var part in encoded.Payload)
                {
                    _gathering.Write(part.Span);
                }
            }

            _formatter.Cleanup();
            return fits;
        }
    }

    /// <summary>Sends what was written, behind what is being sent.</summary>
    /// <param name="here">Whether it may begin on this thread: the connection's own, that holds no locks.</param>
    public void Flush(bool here = false)
    {
        lock (_gate)
        {
            if (_isFlushing || _closed || _gathering.WrittenCount == 0)
            {
                return;
            }

            _isFlushing = true;
        }

        // It deals with what goes wrong; closing waits for it.
        _ = SendAsync(here);
    }

    /// <summary>Sends what was written, and lets nothing be written any more.</summary>
    /// <param name="patience">How long a peer that does not read is waited for.</param>
    public async Task CloseAsync(TimeSpan patience)
    {
        Flush(here: true);
        Task drained;
        lock (_gate)
        {
            _closed = true;
            drained = _isFlushing ? (_drained = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }

        await drained.WaitAsync(patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool TryReadHeader(ReadOnlySequence<byte> buffer, out byte header, out int headerLength, out int length)
    {
        (headerLength, length) = (0, 0);
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out header))
        {
            return false;
        }

        // MQTT 3.1.1, section 2.2.3: seven bits a byte, the lowest first, four bytes at most.
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (!reader.TryRead(out var part))
            {
                return false;
            }

            length |= (part & 0x7F) << shift;
            if ((part & 0x80) == 0)
            {
                headerLength = (int)reader.Consumed;
                return true;
            }
        }

        throw new MqttProtocolViolationException("The remaining length has more than four bytes.");
    }

    private async Task SendAsync(bool here)
    {
        if (!here)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        while (TakeGathered())
        {
            try
            {
                if (_throughput?.Take(_leaving.WrittenCount) is { } delay && delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, clock);
                }

                var result = await pipe.Output.WriteAsync(_leaving.WrittenMemory);
                if (result.IsCompleted || result.IsCanceled)
                {
                    EndSending(failed: true);
                    return;
                }
            }
            catch (Exception)
            {
                // The peer is gone, however the transport puts it. The task that reads notices it too, and ends the connection.
                EndSending(failed: true);
                return;
            }

            if (_leaving.Capacity > LargestKeptBuffer)
            {
                _leaving = new ArrayBufferWriter<byte>(FirstBuffer);
            }
            else
            {
                _leaving.ResetWrittenCount();
            }
        }
    }

    private bool TakeGathered()
    {
        lock (_gate)
        {
            if (_gathering.WrittenCount > 0)
            {
                (_gathering, _leaving) = (_leaving, _gathering);
                return true;
            }

            EndSending(failed: false);
            return false;
        }
    }

    private void EndSending(bool failed)
    {
        lock (_gate)
        {
            _isFlushing = false;
            if (failed)
            {
                _closed = true;
                _gathering.ResetWrittenCount();
            }

            _drained?.TrySetResult();
        }
    }
}
