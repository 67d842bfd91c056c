using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>A network between devices and a broker that can be cut, so that both ends see a reset, or stand still.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _running = [];
    private readonly Task _accepting;
    private TaskCompletionSource? _hold;
    private volatile bool _bothWays;

    public Proxy(Uri target)
    {
        _target = target;
        _listener.Start(1000);
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Holds back what the broker sends for a moment, then resets all connections.</summary>
    public async Task CutAsync(TimeSpan hold)
    {
        var held = Interlocked.Exchange(ref _hold, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        held?.TrySetResult();
        await Task.Delay(hold);
        Reset();
        Interlocked.Exchange(ref _hold, null)!.TrySetResult();
    }

    /// <summary>Cuts the connection that has been up longest.</summary>
    public void CutOne()
    {
        lock (_sockets)
        {
            Reset(_sockets[..2]);
            _sockets.RemoveRange(0, 2);
        }
    }

    /// <summary>Lets nothing through for a while, in neither direction and of no connection, and then all that is still wanted.</summary>
    public async Task SwallowAsync(TimeSpan time)
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bothWays = true;
        Interlocked.Exchange(ref _hold, hold);
        await Task.Delay(time);
        Interlocked.Exchange(ref _hold, null);
        _bothWays = false;
        hold.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Reset();
        await _accepting;
        Task[] running;
        lock (_sockets)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
    }

    private void Reset()
    {
        lock (_sockets)
        {
            Reset(_sockets);
            _sockets.Clear();
        }
    }

    private static void Reset(List<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                near.NoDelay = true;
                await far.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target.Port));
                lock (_sockets)
                {
                    _sockets.AddRange([near, far]);
                    _running.AddRange([PumpAsync(near, far, answers: false), PumpAsync(far, near, answers: true)]);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool answers)
    {
        var buffer = new byte[16_384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                if ((answers || _bothWays) && Volatile.Read(ref _hold) is { } hold)
                {
                    await hold.Task;
                }

                for (var sent = 0; sent < count; sent += await to.SendAsync(buffer.AsMemory(sent, count - sent)))
                {
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
