using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace IoTLoad.Engine.Connecting.Sockets;

/// <summary>
/// A TCP connection whose reads wait in a <see cref="SocketPoller"/>. A read that has to wait holds no state machine and no system
/// resource, and goes on in the poller's own thread once <see cref="ReadInline"/> is set. One read and one write at a time.
/// </summary>
internal sealed class PolledStream : DuplexStream, IValueTaskSource<int>
{
    private const int Nothing = 0;
    private const int SomethingNew = 1;
    private const int Waiting = 2;

    /// <summary>Reads in a row that find something, after which the reader leaves the poller's thread to others.</summary>
    private const int MostInARow = 64;

    private readonly Socket _socket;
    private readonly SocketPoller _poller;
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _buffer;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _cancelled;
    private bool _connecting;
    private bool _isDrained;
    private int _inARow;
    private volatile bool _canWrite;
    private volatile bool _isOver;
    private int _closed;

    // What has happened since the reader last looked; or that it waits for the next thing to happen. Who takes "waiting" away goes on
    // with the read: the poller, whoever closes the stream, or the cancellation.
    private int _state;

    private PolledStream(Socket socket, SocketPoller poller)
    {
        _socket = socket;
        _poller = poller;
        Descriptor = (int)socket.Handle;
    }

    /// <summary>The socket's number in this process.</summary>
    public int Descriptor { get; }

    /// <summary>
    /// Whether whoever awaits a read goes on in the poller's thread, with which other connections wait. For those alone that do
    /// little until their next read.
    /// </summary>
    public bool ReadInline { get; set; }

    /// <summary>Connects a new socket, which belongs to the stream from then on.</summary>
    /// <exception cref="SocketException">It could not be connected.</exception>
    public static async ValueTask<PolledStream> ConnectAsync(
        Socket socket, EndPoint remote, SocketPoller poller, CancellationToken cancellation)
    {
        socket.Blocking = false;
        SocketPoller.Connect(socket, remote);
        var stream = new PolledStream(socket, poller) { _connecting = true };
        poller.Add(stream);
        try
        {
            _ = await stream.ReadAsync(Memory<byte>.Empty, cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Reads what is there, or waits for the first bytes; 0 once the peer has closed. With no room, waits until there is something.
    /// </summary>
    /// <exception cref="IOException">The connection broke; the <see cref="SocketException"/> is inside.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _buffer = buffer;
        _cancellation = cancellationToken;
        _read.Reset();
        if (++_inARow > MostInARow)
        {
            GoOnElsewhere();
        }
        else if (TryFinish(out var count, out var fault))
        {
            return fault is null ? ValueTask.FromResult(count) : ValueTask.FromException<int>(fault);
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancelled = cancellationToken.UnsafeRegister(static stream => ((PolledStream)stream!).Wake(inline: false), this);
        }

        return new ValueTask<int>(this, _read.Version);
    }

    /// <summary>Writes all of <paramref name="buffer"/>, at once if the system has room for it.</summary>
    /// <exception cref="IOException">The connection broke; the <see cref="SocketException"/> is inside.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var sent = _socket.Send(buffer.Span, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success when sent == buffer.Length => ValueTask.CompletedTask,
            SocketError.Success or SocketError.WouldBlock => WriteRestAsync(buffer[sent..], cancellationToken),
            _ => ValueTask.FromException(Broken(error)),
        };
    }

    /// <summary>For the poller: something has happened to the socket.</summary>
    /// <param name="canWrite">It can be written to, or will never be.</param>
    /// <param name="isOver">The peer sends no more: nothing else may ever happen.</param>
    public void Happened(bool canWrite, bool isOver)
    {
        _canWrite |= canWrite;
        _isOver |= isOver;
        Wake(inline: true);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        _cancelled.Unregister();
        _cancelled = default;
        return _read.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    /// <summary>Closes the connection; a read that waits fails.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _poller.Remove(this);
            try
            {
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It is not connected any more.
            }

            _socket.Dispose();
            Wake(inline: false);
        }

        base.Dispose(disposing);
    }

    private static IOException Broken(SocketError error)
    {
        var reason = new SocketException((int)error);
        return new IOException(reason.Message, reason);
    }

    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellation)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellation)..];
            }
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>Waits for the thread pool, as if nothing was there.</summary>
    private void GoOnElsewhere()
    {
        _inARow = 0;
        Interlocked.Exchange(ref _state, Waiting);
        ThreadPool.UnsafeQueueUserWorkItem(static stream => stream.Wake(inline: false), this, preferLocal: false);
    }

    private void Wake(bool inline)
    {
        if (Interlocked.Exchange(ref _state, SomethingNew) != Waiting || !TryFinish(out var count, out var fault))
        {
            return;
        }

        _read.RunContinuationsAsynchronously = !(inline && ReadInline);
        if (fault is null)
        {
            _read.SetResult(count);
        }
        else
        {
            _read.SetException(fault);
        }
    }

    /// <summary>Looks whether the read is over; if not, it waits when this returns, and somebody else may go on with it already.</summary>
    private bool TryFinish(out int count, out Exception? fault)
    {
        while (true)
        {
            count = 0;
            fault = null;
            if (Volatile.Read(ref _closed) != 0)
            {
                fault = new ObjectDisposedException(nameof(PolledStream));
                return true;
            }

            if (_cancellation.IsCancellationRequested)
            {
                fault = new OperationCanceledException(_cancellation);
                return true;
            }

            // What has happened up to here is looked at below; what happens from here on is noticed when the read would wait.
            if (!_isDrained)
            {
                Interlocked.Exchange(ref _state, Nothing);
                if (_connecting ? IsConnected(out fault) : Receive(out count, out fault))
                {
                    return true;
                }
            }

            _isDrained = false;
            _inARow = 0;
            if (Interlocked.CompareExchange(ref _state, Waiting, Nothing) == Nothing)
            {
                return false;
            }
        }
    }

    private bool IsConnected(out Exception? fault)
    {
        fault = null;
        if (!_canWrite)
        {
            return false;
        }

        _connecting = false;
        var error = (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        fault = error == 0 ? null : new SocketException(error);
        return true;
    }

    private bool Receive(out int count, out Exception? fault)
    {
        fault = null;
        Span<byte> one = stackalloc byte[1];
        count = _buffer.IsEmpty
            ? _socket.Receive(one, SocketFlags.Peek, out var error) * 0
            : _socket.Receive(_buffer.Span, SocketFlags.None, out error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        // Less than there was room for is all that there was, so the next read need not ask; unless the peer will send no more,
        // because its end has perhaps been told together with what was read (epoll(7), question 9).
        _isDrained = error == SocketError.Success && count > 0 && count < _buffer.Length && !_isOver;
        fault = error == SocketError.Success ? null : Broken(error);
        return true;
    }
}
