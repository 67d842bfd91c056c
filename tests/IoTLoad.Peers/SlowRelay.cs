using System.Net.Sockets;
using System.Threading.Channels;

namespace IoTLoad.Peers;

/// <summary>
/// Passes TCP on to a server, whose answers come later by a delay; as many at once as there are, unless their rate is limited.
/// </summary>
/// <param name="port">The server's port on 127.0.0.1.</param>
/// <param name="delay">How much later answers come.</param>
/// <param name="bytesPerSecond">Most bytes a second of all answers together; what is more waits in a queue.</param>
public sealed class SlowRelay(int port, TimeSpan delay, double bytesPerSecond = double.PositiveInfinity) : TcpRelay(port)
{
    private readonly Lock _gate = new();
    private DateTime _free;

    /// <inheritdoc/>
    protected override async Task CopyAsync(Socket from, Socket to, bool answers, CancellationToken over)
    {
        var waiting = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        var sending = SendAsync();
        var buffer = new byte[65_536];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, over)) > 0;)
            {
                waiting.Writer.TryWrite((answers ? DueAt(count) : DateTime.UtcNow, buffer[..count]));
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
                await foreach (var (due, bytes) in waiting.Reader.ReadAllAsync(over))
                {
                    if (due - DateTime.UtcNow is var left && left > TimeSpan.Zero)
                    {
                        await Task.Delay(left, over);
                    }

                    await to.SendAsync(bytes, over);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // One side has gone, or the test is over.
            }
        }
    }

    private DateTime DueAt(int bytes)
    {
        lock (_gate)
        {
            var now = DateTime.UtcNow;
            _free = (now > _free ? now : _free) + TimeSpan.FromSeconds(bytes / bytesPerSecond);
            return _free + delay;
        }
    }
}
