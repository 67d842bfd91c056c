using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace IoTLoad.Peers;

/// <summary>Passes TCP on to a server, whose answers come later by a delay; as many at once as there are, so that no rate is limited.</summary>
public sealed class SlowRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TimeSpan _delay;
    private readonly int _port;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    /// <param name="delay">How much later answers come.</param>
    public SlowRelay(int port, TimeSpan delay)
    {
        _port = port;
        _delay = delay;
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
                await server.ConnectAsync(IPAddress.Loopback, _port, over.Token);
                await Task.WhenAny(CopyAsync(client, server, TimeSpan.Zero, over.Token), CopyAsync(server, client, _delay, over.Token));
            }
            catch (SocketException)
            {
                // The server is away: so are we.
            }

            await over.CancelAsync();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, TimeSpan delay, CancellationToken cancellation)
    {
        var waiting = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        var sending = SendAsync();
        var buffer = new byte[65_536];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, cancellation)) > 0;)
            {
                waiting.Writer.TryWrite((DateTime.UtcNow + delay, buffer[..count]));
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // One side has gone, or the test is over.
        }

        waiting.Writer.Complete();
        await sending;

        async Task SendAsync()
        {
            try
            {
                await foreach (var (due, bytes) in waiting.Reader.ReadAllAsync(cancellation))
                {
                    if (due - DateTime.UtcNow is var left && left > TimeSpan.Zero)
                    {
                        await Task.Delay(left, cancellation);
                    }

                    await to.SendAsync(bytes, cancellation);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // One side has gone, or the test is over.
            }
        }
    }
}
