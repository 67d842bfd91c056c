using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices.Publishing;

/// <summary>
/// The publishing half of a device: what is due, what is out, what came back. A message is <em>intended</em> when the
/// schedule says so, <em>published</em> when it is written to the connection, and then acknowledged, refused or left
/// unacknowledged; none is dropped between those. Everything happens under the device's gate.
/// </summary>
/// <param name="sender">Number of the sender.</param>
/// <param name="traffic">Of the plan.</param>
/// <param name="encoder">Writes the messages.</param>
/// <param name="recorder">Of the loop that owns the device.</param>
/// <param name="clock">The run clock.</param>
/// <param name="audited">
/// Whether an audit compares, message by message, what was not acknowledged with what was received. If not, only the number is kept.
/// </param>
internal sealed class Publisher(
    int sender, TrafficPlan traffic, PublishEncoder encoder, Recorder recorder, RunClock clock, bool audited = true)
{
    private readonly Backlog _backlog = new(traffic.BacklogLimit);
    private readonly InFlightWindow _window = new(traffic.InFlightWindow);
    private readonly int _qos = traffic.QoS;
    private readonly TopicAliases? _aliases = encoder.UsesAliases ? new TopicAliases() : null;
    private Dictionary<long, ulong>? _unacknowledged;
    private Queue<ushort>? _resend;

    /// <summary>Number of the sender.</summary>
    public int Sender => sender;

    /// <summary>Messages published so far, which is also the number of the next one.</summary>
    public long Published { get; private set; }

    /// <summary>Messages that wait to be published.</summary>
    public int Waiting => _backlog.Count;

    /// <summary>Messages out without an acknowledgement.</summary>
    public int InFlight => _window.Count;

    /// <summary>Whether something waits that the window has room for. What is sent again goes first.</summary>
    public bool CanSend => _resend is null ? _backlog.Count > 0 && HasRoom : _window.Count - _resend.Count < _window.Limit;

    /// <summary>How many messages were refused or will never be acknowledged.</summary>
    public long UnacknowledgedCount { get; private set; }

    /// <summary>The numbers of those messages, if they are audited.</summary>
    public IEnumerable<long> Unacknowledged => (_unacknowledged ?? []).SelectMany(
        word => Enumerable.Range(0, 64).Where(bit => (word.Value >> bit & 1) != 0).Select(bit => (word.Key << 6) + bit));

    private bool HasRoom => _qos == 0 || _window.HasRoom;

    /// <summary>Adapts to what a broker accepts on a new connection (MQTT 5; 0 where it does not say).</summary>
    /// <param name="receiveMaximum">Messages that may be out.</param>
    /// <param name="topicAliases">Numbers that may stand for topics.</param>
    public void Accept(int receiveMaximum, int topicAliases = 0)
    {
        _window.Limit = receiveMaximum == 0 ? traffic.InFlightWindow : Math.Min(receiveMaximum, traffic.InFlightWindow);
        _aliases?.Begin(topicAliases);
    }

    /// <summary>
    /// Whether a message that is due now is missed. May be asked outside the device's gate: at a rate that the broker does not
    /// take, most of the schedule is missed, and should cost the devices nothing.
    /// </summary>
    public bool IsFull => _backlog.IsFull;

    /// <summary>Takes a message that is due.</summary>
    public OfferResult Offer(long intended)
    {
        if (!_backlog.TryAdd(intended))
        {
            return OfferResult.Missed;
        }

        // Whoever made room for the messages before this one sends it along with them.
        return _backlog.Count == 1 && _resend is null && HasRoom ? OfferResult.Ready : OfferResult.Waiting;
    }

    /// <summary>Publishes what waits, as far as the window and the connection allow.</summary>
    public void Pump(SendBuffer buffer)
    {
        if (_resend is not null)
        {
            SendAgain(buffer);
        }

        if (_backlog.Count == 0 || _resend is not null)
        {
            return;
        }

        var now = clock.Now;
        var count = 0;
        long bytes = 0;
        while (CanSend && !buffer.Congested)
        {
            var intended = _backlog.Take();
            var message = Published++;
            var packetId = _qos == 0 ? (ushort)0 : _window.Add(message, intended, now);
            buffer.Commit(encoder.Write(
                buffer.Reserve(encoder.MaxPacket), sender, message, intended, packetId, dup: false, out var size, _aliases));
            bytes += size;
            count++;
        }

        if (count > 0)
        {
            CountPublished(count, bytes);
        }
    }

    /// <summary>Takes the acknowledgement that completes a message (PUBACK; QoS 2: PUBCOMP, or a PUBREC that refuses).</summary>
    /// <returns>Whether the broker refused the message.</returns>
    public bool Complete(ushort packetId, byte reasonCode, long now, SecondRecord record)
    {
        if (!_window.TryRemove(packetId, out var message))
        {
            return false;
        }

        if (reasonCode >= 0x80)
        {
            record.Counters.Failed++;
            NoteUnacknowledged(message.Message);
            return true;
        }

        record.Counters.Acked++;
        SecondRecord.Record(record.Latencies.Ack, now - message.Intended);
        SecondRecord.Record(record.Latencies.AckService, now - message.Sent);
        return false;
    }

    /// <summary>QoS 2: the broker has the message (PUBREC); PUBREL is due.</summary>
    public void Release(ushort packetId) => _window.Release(packetId);

    /// <summary>
    /// A session goes on: what was out is sent again, in order, as MQTT 5.0 section 4.4 asks, and before anything new. Nothing is
    /// counted twice. The next pumps send it, as far as the window and the connection allow: both may be smaller than before.
    /// </summary>
    public void Resend() => _resend = _window.Count == 0 ? null : new Queue<ushort>(_window.InOrder().Select(message => message.PacketId));

    /// <summary>The session is over: what was out will never be acknowledged.</summary>
    public void Abandon()
    {
        _resend = null;
        if (_window.Count == 0)
        {
            return;
        }

        var lost = _window.InOrder();
        foreach (var message in lost)
        {
            _window.TryRemove(message.PacketId, out _);
            NoteUnacknowledged(message.Message);
        }

        lock (recorder.Gate)
        {
            recorder.Current.Counters.Unacked += lost.Count;
        }
    }

    /// <summary>The test is over: what still waits was never published.</summary>
    public void Miss()
    {
        var missed = _backlog.Clear();
        if (missed == 0)
        {
            return;
        }

        lock (recorder.Gate)
        {
            recorder.Current.Counters.Missed += missed;
        }
    }

    private void SendAgain(SendBuffer buffer)
    {
        while (_resend!.Count > 0 && CanSend && !buffer.Congested)
        {
            var packetId = _resend.Dequeue();
            if (!_window.TryGet(packetId, out var message))
            {
                continue;
            }

            if (message.Released)
            {
                buffer.Add([(byte)(((int)PacketType.PubRel << 4) | 2), 2, (byte)(packetId >> 8), (byte)packetId]);
            }
            else
            {
                buffer.Commit(encoder.Write(
                    buffer.Reserve(encoder.MaxPacket), sender, message.Message, message.Intended, packetId, dup: true, out _, _aliases));
            }
        }

        if (_resend.Count == 0)
        {
            _resend = null;
        }
    }

    private void NoteUnacknowledged(long message)
    {
        UnacknowledgedCount++;
        if (audited)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_unacknowledged ??= [], message >> 6, out _) |=
                1UL << (int)(message & 63);
        }
    }

    private void CountPublished(int count, long bytes)
    {
        lock (recorder.Gate)
        {
            recorder.Current.Counters.Published += count;
            recorder.Current.Counters.PublishedBytes += bytes;
        }
    }
}

/// <summary>What becomes of a message that is due.</summary>
internal enum OfferResult
{
    /// <summary>The backlog is full; the message will never be published.</summary>
    Missed,

    /// <summary>It waits behind others, for room in the window, or for the connection to come back; it is sent when that happens.</summary>
    Waiting,

    /// <summary>It can be sent at once, and is when the device is pumped.</summary>
    Ready,
}
