using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Peers;

/// <summary>Passes TCP on to a server on 127.0.0.1, each connection over one of its own.</summary>
public abstract class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly int _server;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">The server's port.</param>
    /// <param name="at">Port to listen on; 0 takes a free one.</param>
    protected TcpRelay(int server, int at = 0)
    {
        _server = server;
        _listener = new TcpListener(IPAddress.Loopback, at);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Passes on what comes from one side, until that side or the test is over.</summary>
    /// <param name="from">The side that sends.</param>
    /// <param name="to">The side that receives.</param>
    /// <param name="answers">Whether it is the server that sends.</param>
    /// <param name="over">The connection is over.</param>
    protected abstract Task CopyAsync(Socket from, Socket to, bool answers, CancellationToken over);

    /// <summary>Called before a client's connection is closed.</summary>
    protected virtual void Close(Socket client)
    {
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(Socket client)
    {
        using (client)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, over.Token);
                await Task.WhenAny(CopyAsync(client, server, false, over.Token), CopyAsync(server, client, true, over.Token));
            }
            catch (SocketException)
            {
                // The server is away: so are we.
            }

            Close(client);
            await over.CancelAsync();
        }
    }
}
