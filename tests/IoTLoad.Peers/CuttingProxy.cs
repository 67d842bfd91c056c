using System.Net.Sockets;

namespace IoTLoad.Peers;

/// <summary>
/// Passes TCP on to a server, and cuts connections (with a reset) once as many bytes as a limit have come back, or gone there.
/// </summary>
/// <param name="port">The server's port on 127.0.0.1.</param>
/// <param name="at">Port to listen on; 0 takes a free one.</param>
public sealed class CuttingProxy(int port, int at = 0) : TcpRelay(port, at)
{
    /// <summary>Where it listens.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Bytes of the server's answers after which a connection is cut.</summary>
    public long AnswerLimit { get; set; } = long.MaxValue;

    /// <summary>Bytes of requests after which a connection is cut.</summary>
    public long RequestLimit { get; set; } = long.MaxValue;

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    /// <inheritdoc/>
    protected override void Close(Socket client) => client.LingerState = new LingerOption(true, 0);

    /// <inheritdoc/>
    protected override async Task CopyAsync(Socket from, Socket to, bool answers, CancellationToken over)
    {
        var buffer = new byte[16 * 1024];
        long passed = 0;
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, over)) > 0;)
            {
                var limit = answers ? AnswerLimit : RequestLimit;
                if (passed + count > limit)
                {
                    await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, limit - passed)), over);
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
