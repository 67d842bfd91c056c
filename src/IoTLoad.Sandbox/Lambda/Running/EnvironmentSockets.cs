using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// Lets one web server listen on many ports that come and go: each execution environment has a port of its own, by which its
/// requests are known, since <c>AWS_LAMBDA_RUNTIME_API</c> holds a host and a port and nothing else.
/// </summary>
internal sealed class EnvironmentSockets : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>();
    private readonly SocketConnectionContextFactory _contexts = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>Opens a port; it is closed when the socket is disposed.</summary>
    public Socket Open()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        _ = AcceptAsync(listener);
        return listener;
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _accepted.Reader.WaitToReadAsync(cancellationToken) && _accepted.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _accepted.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _accepted.Writer.TryComplete();
        _contexts.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The port was closed, or a caller went away before it was accepted.
                if (listener.SafeHandle.IsClosed)
                {
                    return;
                }

                continue;
            }

            if (!_accepted.Writer.TryWrite(_contexts.Create(socket)))
            {
                socket.Dispose();
            }
        }
    }
}
