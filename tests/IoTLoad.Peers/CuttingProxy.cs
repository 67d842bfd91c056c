using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Peers;

/// <summary>
/// Passes TCP on to a server, and cuts connections (with a reset) once as many bytes as a limit have come back, or gone there.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    /// <param name="at">Port to listen on; 0 takes a free one.</param>
    public CuttingProxy(int port, int at = 0)
    {
        _port = port;
        _listener = new TcpListener(IPAddress.Loopback, at);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Bytes of the server's answers after which a connection is cut.</summary>
    public long AnswerLimit { get; set; } = long.MaxValue;

    /// <summary>Bytes of requests after which a connection is cut.</summary>
    public long RequestLimit { get; set; } = long.MaxValue;

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
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
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp))
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, over.Token);
                await Task.WhenAny(CopyAsync(client, server, () => RequestLimit, over.Token),
                    CopyAsync(server, client, () => AnswerLimit, over.Token));
            }
            catch (SocketException)
            {
                // The server is away: so are we.
            }

            client.LingerState = new LingerOption(true, 0);
            await over.CancelAsync();
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Func<long> limit, CancellationToken over)
    {
        var buffer = new byte[16 * 1024];
        long passed = 0;
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, over)) > 0;)
            {
                if (passed + count > limit())
                {
                    await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, limit() - passed)), over);
                    Cuts++;
                    return;
                }

                passed += count;
                await to.SendAsync(buffer.AsMemory(0, count), over);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone.
        }
    }
}
