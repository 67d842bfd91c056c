namespace IoTLoad.Engine.Devices.Publishing;

/// <summary>A published message that has not been acknowledged yet.</summary>
internal struct InFlightMessage
{
    /// <summary>Number of the message at its sender, from 0.</summary>
    public long Message;

    /// <summary>When it was due, run clock.</summary>
    public long Intended;

    /// <summary>When it was sent, run clock.</summary>
    public long Sent;

    /// <summary>Number of the send, to keep the order when messages are sent again.</summary>
    public long Order;

    /// <summary>The packet identifier; 0 if the slot is free.</summary>
    public ushort PacketId;

    /// <summary>QoS 2: PUBREC has come, so PUBREL is what to send (again).</summary>
    public bool Released;
}

/// <summary>
/// Messages that one connection has out. Packet identifiers count up and wrap around, so that one that was acknowledged is not used
/// again for as long as possible: a stray acknowledgement then completes nothing. A message's slot is its identifier modulo the
/// number of slots, a power of two, so finding it is an array access.
/// </summary>
internal sealed class InFlightWindow(int limit)
{
    /// <summary>SUBSCRIBE has the identifier after it.</summary>
    private const ushort LargestId = ushort.MaxValue - 1;

    private InFlightMessage[] _slots = [];
    private ushort _lastId;
    private long _order;

    /// <summary>Messages out.</summary>
    public int Count { get; private set; }

    /// <summary>Messages that may be out; lowered by a broker's Receive Maximum.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>Whether a further message may be sent.</summary>
    public bool HasRoom => Count < Limit;

    /// <summary>Takes a slot and returns its packet identifier.</summary>
    public ushort Add(long message, long intended, long sent)
    {
        if (Count == _slots.Length)
        {
            Grow();
        }

        do
        {
            _lastId = _lastId == LargestId ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_slots[SlotOf(_lastId)].PacketId != 0);

        _slots[SlotOf(_lastId)] = new InFlightMessage
        {
            Message = message,
            Intended = intended,
            Sent = sent,
            Order = _order++,
            PacketId = _lastId,
        };
        Count++;
        return _lastId;
    }

    /// <summary>The message of <paramref name="packetId"/>; false if there is none.</summary>
    public bool TryGet(ushort packetId, out InFlightMessage message)
    {
        message = _slots.Length == 0 ? default : _slots[SlotOf(packetId)];
        return packetId != 0 && message.PacketId == packetId;
    }

    /// <summary>Takes the message of <paramref name="packetId"/> out; false if there is none (an acknowledgement of nothing).</summary>
    public bool TryRemove(ushort packetId, out InFlightMessage message)
    {
        if (!TryGet(packetId, out message))
        {
            return false;
        }

        _slots[SlotOf(packetId)].PacketId = 0;
        Count--;
        return true;
    }

    /// <summary>Marks <paramref name="packetId"/> as released (QoS 2, PUBREC received).</summary>
    public void Release(ushort packetId)
    {
        if (TryGet(packetId, out _))
        {
            _slots[SlotOf(packetId)].Released = true;
        }
    }

    /// <summary>All messages out, in the order in which they were sent.</summary>
    public IReadOnlyList<InFlightMessage> InOrder() =>
        [.. _slots.Where(message => message.PacketId != 0).OrderBy(message => message.Order)];

    private int SlotOf(ushort packetId) => (packetId - 1) & (_slots.Length - 1);

    /// <summary>Doubles the slots. Identifiers that differ modulo the old number differ modulo the new one.</summary>
    private void Grow()
    {
        var old = _slots;
        _slots = new InFlightMessage[Math.Max(2, old.Length * 2)];
        foreach (var message in old)
        {
            _slots[SlotOf(message.PacketId)] = message;
        }
    }
}
