using System.Net;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>The body of a request, in a buffer that is used again for the next one.</summary>
internal sealed class PublishContent(int capacity, RunClock clock) : HttpContent
{
    private readonly byte[] _buffer = new byte[capacity];
    private int _length;
    private int _writers;
    private volatile bool _isWaiting;
    private long _sent;

    /// <summary>When it was last given to a connection, run clock.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Whether the request waits for a connection.</summary>
    public bool IsWaiting
    {
        get => _isWaiting;
        set => _isWaiting = value;
    }

    /// <summary>Whether the buffer is still being sent: a server may answer before it has read everything.</summary>
    public bool IsBeingSent => Volatile.Read(ref _writers) > 0;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _length);

    /// <summary>The room for the body.</summary>
    public Span<byte> Room => _buffer;

    /// <summary>Sets how much of <see cref="Room"/> is the body.</summary>
    public void SetLength(int length)
    {
        _length = length;

        // Once asked for, the header keeps its value.
        Headers.ContentLength = length;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsWaiting = false;
        Volatile.Write(ref _sent, clock.Now);
        Interlocked.Increment(ref _writers);
        try
        {
            await stream.WriteAsync(Body, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _writers);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
