using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace IoTLoad.Peers;

/// <summary>
/// Passes TCP on to a server, whose answers come later by a delay; as many at once as there are, unless their rate is limited. A delay
/// may be longer than it should by what this machine's timers take, and is never shorter.
/// </summary>
/// <param name="port">The server's port on 127.0.0.1.</param>
/// <param name="delay">How much later answers come.</param>
/// <param name="bytesPerSecond">Most bytes a second of all answers together; what is more waits in a queue.</param>
/// <param name="eachWay">Whether requests are delayed like answers.</param>
public sealed class SlowRelay(int port, TimeSpan delay, double bytesPerSecond = double.PositiveInfinity, bool eachWay = false)
    : TcpRelay(port)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<TimeSpan> _requests = new();
    private readonly ConcurrentQueue<TimeSpan> _answers = new();
    private TimeSpan _free;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>What the relay has really added to requests and to answers, both together, in milliseconds.</summary>
    /// <param name="share">Share of the requests, and of the answers, that were delayed by less: 0.5 for the medians.</param>
    public double Added(double share) => Quantile(_requests, share) + Quantile(_answers, share);

    /// <inheritdoc/>
    protected override async Task CopyAsync(Socket from, Socket to, bool answers, CancellationToken over)
    {
        var waiting = Channel.CreateUnbounded<(TimeSpan Came, TimeSpan Due, byte[] Bytes)>();
        var sending = SendAsync();
        var buffer = new byte[65_536];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, over)) > 0;)
            {
                var now = Now;
                waiting.Writer.TryWrite((now, answers ? DueAt(now, count) : eachWay ? now + delay : now, buffer[..count]));
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
                await foreach (var (came, due, bytes) in waiting.Reader.ReadAllAsync(over))
                {
                    // Timers count whole milliseconds and cut off the rest.
                    while (due - Now is var left && left > TimeSpan.Zero)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), over);
                    }

                    (answers ? _answers : _requests).Enqueue(Now - came);
                    await to.SendAsync(bytes, over);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // One side has gone, or the test is over.
            }
        }
    }

    private static double Quantile(IEnumerable<TimeSpan> delays, double share) => delays.Order().ToList() is { Count: > 0 } sorted
        ? sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))].TotalMilliseconds : 0;

    private TimeSpan DueAt(TimeSpan now, int bytes)
    {
        lock (_gate)
        {
            _free = (now > _free ? now : _free) + TimeSpan.FromSeconds(bytes / bytesPerSecond);
            return _free + delay;
        }
    }
}
