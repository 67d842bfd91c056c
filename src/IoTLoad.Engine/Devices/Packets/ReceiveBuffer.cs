namespace IoTLoad.Engine.Devices.Packets;

/// <summary>Bytes that have arrived on one connection, until they are whole packets.</summary>
internal sealed class ReceiveBuffer
{
    private const int FirstSize = 512;

    private byte[] _bytes = new byte[FirstSize];
    private int _start;
    private int _end;
    private int _needed;

    /// <summary>Room for bytes that arrive; <see cref="Commit"/> says how many did.</summary>
    public Memory<byte> Room => _bytes.AsMemory(_end);

    /// <summary>What has arrived and was not taken yet.</summary>
    public ReadOnlySpan<byte> Waiting => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Adds the first <paramref name="count"/> bytes of <see cref="Room"/>.</summary>
    public void Commit(int count) => _end += count;

    /// <summary>Takes the first packet that is whole; its body is valid until <see cref="MakeRoom"/>.</summary>
    /// <exception cref="MqttProtocolException">Its length is malformed.</exception>
    public bool TryTake(out byte header, out ReadOnlySpan<byte> body, out int total)
    {
        if (!PacketReader.TryRead(Waiting, out header, out var bodyStart, out total, out _needed))
        {
            body = default;
            return false;
        }

        body = _bytes.AsSpan(_start + bodyStart, total - bodyStart);
        _start += total;
        return true;
    }

    /// <summary>Drops what has arrived.</summary>
    public void Clear() => _start = _end = 0;

    /// <summary>Makes room for more, and for the whole of a packet whose length is known.</summary>
    public void MakeRoom()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        if (_end == _bytes.Length || _needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _needed));
        }
    }
}
