using System.Buffers.Binary;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Devices.Receiving;

/// <summary>The subscribing half of a device: knows each message by its token, and answers as its QoS wants.</summary>
internal sealed class Receiver(
    uint runTag, int senders, bool ownTopicOnly, TrackingMode tracking, long originUnixNanoseconds, IMessageTap? tap = null,
    string clientId = "", ShardRange? ownSenders = null, bool unasked = false, SharedReceipts? group = null)
{
    private readonly ReceiptTracker?[] _trackers = group is null ? new ReceiptTracker?[ownTopicOnly ? 1 : senders] : [];
    private readonly long[]? _latest = group is null ? null : new long[senders];
    private HashSet<ushort>? _unreleased;
    private Storm? _storm;
    private long _backAt;

    /// <summary>
    /// For a connection without a subscription of the plan: whatever arrives, for a subscription left in an old session or one that the
    /// broker makes itself, is legal, is acknowledged and counts as foreign.
    /// </summary>
    public static Receiver OfUnasked() => new(0, 0, ownTopicOnly: true, TrackingMode.None, 0, unasked: true);

    /// <summary>For a connection that counts last wills, whoever's they are.</summary>
    public static Receiver OfWills() => new(0, 0, ownTopicOnly: true, TrackingMode.None, 0);

    /// <summary>The device is back from a storm: what was due before that, the broker had queued for it.</summary>
    public void ExpectQueued(Storm storm, long now) => (_storm, _backAt) = (storm, now);

    /// <summary>Messages received for the first time.</summary>
    public long Count { get; private set; }

    /// <summary>Distinct messages received, by the streams' own count; in a shared subscription, those that no other member had.</summary>
    public long Distinct => group is null ? _trackers.Sum(tracker => tracker?.Count ?? 0) : Count;

    /// <summary>Whether message <paramref name="sequence"/> of <paramref name="sender"/> was received, here or in the group.</summary>
    public bool Has(int sender, long sequence) =>
        group?.Has(sender, sequence) ?? _trackers[ownTopicOnly ? 0 : sender]?.Contains(sequence) == true;

    /// <summary>Takes a PUBLISH and adds the answer that it calls for to <paramref name="answers"/>.</summary>
    /// <exception cref="MqttProtocolException">The packet is malformed.</exception>
    public void Take(byte header, ReadOnlySpan<byte> body, bool mqtt5, int self, long now, SecondRecord record, SendBuffer answers)
    {
        var qos = (header >> 1) & 3;
        if (qos == 3)
        {
            throw new MqttProtocolException("sent a PUBLISH packet of QoS 3");
        }

        if (body.Length < 2)
        {
            throw new MqttProtocolException("sent a PUBLISH packet without a topic");
        }

        var at = 2 + BinaryPrimitives.ReadUInt16BigEndian(body);
        ushort packetId = 0;
        if (at + (qos > 0 ? 2 : 0) > body.Length)
        {
            throw new MqttProtocolException("sent a PUBLISH packet that ends within its topic");
        }

        if (qos > 0)
        {
            packetId = BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
            at += 2;
        }

        var properties = at;
        if (mqtt5)
        {
            var length = PacketReader.ReadVariableInteger(body, ref at);
            properties = at;
            at += length;
            if (at > body.Length)
            {
                throw new MqttProtocolException("sent a PUBLISH packet that ends within its properties");
            }
        }

        if (qos != 2 || (_unreleased ??= []).Add(packetId))
        {
            Account(tracking == TrackingMode.UserProperty
                ? body[properties..at] : body[at..], body[at..], (header & 1) != 0, self, now, record);
        }

        if (qos > 0)
        {
            Answer(answers, qos == 1 ? PacketType.PubAck : PacketType.PubRec, packetId);
        }
    }

    /// <summary>QoS 2: the broker releases a message (PUBREL).</summary>
    public void Release(ushort packetId, SendBuffer answers)
    {
        _unreleased?.Remove(packetId);
        Answer(answers, PacketType.PubComp, packetId);
    }

    /// <summary>A new session knows nothing of messages that the last one had received and not released.</summary>
    public void Forget() => _unreleased?.Clear();

    private static void Answer(SendBuffer answers, PacketType type, ushort packetId) =>
        answers.Add([(byte)((int)type << 4), 2, (byte)(packetId >> 8), (byte)packetId]);

    private void Account(ReadOnlySpan<byte> tokenPlace, ReadOnlySpan<byte> payload, bool retained, int self, long now, SecondRecord record)
    {
        record.Counters.ReceivedBytes += payload.Length;
        if (unasked)
        {
            record.Counters.Foreign++;
            return;
        }

        if (tracking == TrackingMode.None)
        {
            Count++;
            record.Counters.Received++;
            return;
        }

        if (!TrackingToken.TryFind(tokenPlace, runTag, out var token) || token.Sender >= senders || (ownTopicOnly && token.Sender != self))
        {
            record.Counters.Foreign++;
            return;
        }

        var receipt = group is null ? Record(ref _trackers[ownTopicOnly ? 0 : (int)token.Sender], token.Sequence) : RecordShared(token);
        if (receipt == Receipt.Duplicate)
        {
            // A retained message comes again with each subscription: that is what retaining means, and no fault.
            record.Counters.Duplicates += retained ? 0 : 1;
            record.Counters.Foreign += retained ? 1 : 0;
            return;
        }

        if (receipt == Receipt.OutOfOrder)
        {
            record.Counters.OutOfOrder++;
        }

        Count++;
        record.Counters.Received++;
        if (ownSenders?.Contains((int)token.Sender) != false)
        {
            // A message of another shard was sent by another machine's clock.
            SecondRecord.Record(record.Latencies.RoundTrip, now - (token.IntendedUnixNanoseconds - originUnixNanoseconds));
        }

        if (_storm is not null && token.IntendedUnixNanoseconds - originUnixNanoseconds < _backAt)
        {
            _storm.CountQueued(now - _backAt);
        }

        tap?.Received(clientId, token, originUnixNanoseconds + now, payload);
    }

    private static Receipt Record(ref ReceiptTracker? tracker, long sequence) => (tracker ??= new ReceiptTracker()).Record(sequence);

    /// <summary>
    /// Members of a group see gaps that are the others' messages, and these may be later: what is in order is each member's own view.
    /// </summary>
    private Receipt RecordShared(in TrackingToken token)
    {
        if (!group!.Add((int)token.Sender, token.Sequence))
        {
            return Receipt.Duplicate;
        }

        ref var latest = ref _latest![token.Sender];
        var inOrder = token.Sequence + 1 > latest;
        latest = Math.Max(latest, token.Sequence + 1);
        return inOrder ? Receipt.InOrder : Receipt.OutOfOrder;
    }
}

/// <summary>What the members of a shared subscription have received together. Members may be in different event loops.</summary>
internal sealed class SharedReceipts(int senders)
{
    private readonly Lock _gate = new();
    private readonly ReceiptTracker?[] _trackers = new ReceiptTracker?[senders];

    /// <summary>Notes a message; false if a member has received it before.</summary>
    public bool Add(int sender, long sequence)
    {
        lock (_gate)
        {
            return (_trackers[sender] ??= new ReceiptTracker()).Record(sequence) != Receipt.Duplicate;
        }
    }

    /// <summary>Whether any member has received a message.</summary>
    public bool Has(int sender, long sequence)
    {
        lock (_gate)
        {
            return _trackers[sender]?.Contains(sequence) == true;
        }
    }
}
