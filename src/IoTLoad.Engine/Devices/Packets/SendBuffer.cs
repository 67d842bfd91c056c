using System.Buffers;

namespace IoTLoad.Engine.Devices.Packets;

/// <summary>
/// Bytes on their way out of one connection. What is added while a write is under way goes out with the next one, so a
/// busy connection sends many packets with one call, and an idle one holds no memory. Everything but the end of a write
/// happens under the device's gate.
/// </summary>
internal sealed class SendBuffer(Stream stream, Lock gate, Action<Exception> fault, Action drained)
{
    /// <summary>Bytes that may wait to be written before publishing waits too.</summary>
    private const int CongestionLimit = 64 * 1024;
    private const int SmallestRent = 512;

    private byte[]? _pending;
    private int _length;
    private bool _writing;
    private bool _closed;

    /// <summary>Whether the connection takes no more for now: packets had better wait in the backlog.</summary>
    public bool Congested => _length >= CongestionLimit;

    /// <summary>Whether nothing waits and nothing is being written.</summary>
    public bool Empty => !_writing && _length == 0;

    /// <summary>Room for at least <paramref name="size"/> bytes; <see cref="Commit"/> says how many were used.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_pending is null)
        {
            _pending = ArrayPool<byte>.Shared.Rent(Math.Max(size, SmallestRent));
        }
        else if (_pending.Length - _length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_pending.Length * 2, _length + size));
            _pending.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_pending);
            _pending = larger;
        }

        return _pending.AsSpan(_length);
    }

    /// <summary>Adds the first <paramref name="count"/> bytes of what was reserved.</summary>
    public void Commit(int count) => _length += _closed ? 0 : count;

    /// <summary>Adds <paramref name="bytes"/>.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Commit(bytes.Length);
    }

    /// <summary>Starts to write what waits, unless a write is under way, which then takes it along when it ends.</summary>
    public void Flush()
    {
        if (_writing || _length == 0 || _closed)
        {
            return;
        }

        var buffer = _pending!;
        var memory = buffer.AsMemory(0, _length);
        _pending = null;
        _length = 0;
        var write = WriteAsync(memory);
        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
            ArrayPool<byte>.Shared.Return(buffer);
        }
        else
        {
            _writing = true;
            Finish(write.AsTask(), buffer);
        }
    }

    /// <summary>Takes no more; what waits is dropped.</summary>
    public void Close()
    {
        _closed = true;
        _length = 0;
    }

    /// <summary>A stream that refuses at once fails like one that refuses later.</summary>
    private ValueTask WriteAsync(ReadOnlyMemory<byte> memory)
    {
        try
        {
            return stream.WriteAsync(memory);
        }
        catch (Exception exception)
        {
            // Streams refuse in as many ways as there are; each means that the connection is gone, and none is the caller's business.
            return ValueTask.FromException(exception);
        }
    }

    /// <summary>Ends a write that the system could not take at once, which happens when the broker reads too slowly.</summary>
    private void Finish(Task write, byte[] buffer) => write.ContinueWith(
        ended =>
        {
            lock (gate)
            {
                _writing = false;
                ArrayPool<byte>.Shared.Return(buffer);
                if (ended.IsCompletedSuccessfully && !_closed)
                {
                    drained();
                    Flush();
                }
            }

            if (!ended.IsCompletedSuccessfully && !_closed)
            {
                fault(ended.Exception?.InnerException ?? new IOException("The write was cancelled."));
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
