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

    /// <summary>Whether the slot is taken.</summary>
    public bool Taken;

    /// <summary>QoS 2: PUBREC has come, so PUBREL is what to send (again).</summary>
    public bool Released;
}

/// <summary>
/// Messages that one connection has out. A packet identifier is a slot's number plus one, so finding the message of an
/// acknowledgement is an array access, and no identifier is in use twice.
/// </summary>
internal sealed class InFlightWindow(int limit)
{
    private InFlightMessage[] _slots = [];
    private ushort[] _free = [];
    private int _freeCount;
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
        if (_freeCount == 0)
        {
            Grow();
        }

        var slot = _free[--_freeCount];
        _slots[slot] = new InFlightMessage { Message = message, Intended = intended, Sent = sent, Order = _order++, Taken = true };
        Count++;
        return (ushort)(slot + 1);
    }

    /// <summary>Takes the message of <paramref name="packetId"/> out; false where there is none (an acknowledgement of nothing).</summary>
    public bool TryRemove(ushort packetId, out InFlightMessage message)
    {
        var slot = packetId - 1;
        if (slot < 0 || slot >= _slots.Length || !_slots[slot].Taken)
        {
            message = default;
            return false;
        }

        message = _slots[slot];
        _slots[slot].Taken = false;
        _free[_freeCount++] = (ushort)slot;
        Count--;
        return true;
    }

    /// <summary>Marks <paramref name="packetId"/> as released (QoS 2, PUBREC received).</summary>
    public void Release(ushort packetId)
    {
        var slot = packetId - 1;
        if (slot >= 0 && slot < _slots.Length && _slots[slot].Taken)
        {
            _slots[slot].Released = true;
        }
    }

    /// <summary>All messages out with their packet identifiers, in the order in which they were sent.</summary>
    public IReadOnlyList<(ushort PacketId, InFlightMessage Message)> InOrder() =>
        [.. _slots.Select((message, slot) => ((ushort)(slot + 1), message)).Where(entry => entry.message.Taken).OrderBy(entry => entry.message.Order)];

    private void Grow()
    {
        var old = _slots.Length;
        Array.Resize(ref _slots, Math.Min(ushort.MaxValue, Math.Max(2, old * 2)));
        Array.Resize(ref _free, _slots.Length);

        // Lowest numbers on top, as brokers' own traces show them.
        for (var slot = _slots.Length - 1; slot >= old; slot--)
        {
            _free[_freeCount++] = (ushort)slot;
        }
    }
}
