using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// The floor of paced work: one thread that writes a packet, encoded beforehand, when it is due, and connections that count what comes
/// back. It wakes as the engine's event loop does, and records nothing but its lag.
/// </summary>
internal sealed class RawPaced(Load load) : IDisposable
{
    private const long Coalescing = 300_000;
    private readonly RawPackets[] _packets = [.. Enumerable.Range(0, load.Connections).Select(i => new RawPackets(i, load))];
    private readonly Stream?[] _streams = new Stream?[load.Connections];
    private readonly List<long> _lags = [];
    private long _completed;
    private volatile bool _over;

    /// <summary>Connects, publishes for a round, and says what it took.</summary>
    public async Task<TableFigures> RunAsync(Uri endpoint)
    {
        // A broker may look for new WebSockets only now and then.
        await Parallel.ForAsync(0, load.Connections, new ParallelOptions { MaxDegreeOfParallelism = load.WebSocket ? 100 : 1 },
            async (i, _) => _streams[i] = await ConnectAsync(endpoint, _packets[i]));

        var reading = _streams.Select((stream, i) => load is { QoS: 1, RoundTrip: false } ? CountAsync(stream!, _packets[i])
            : AnswerAsync(stream!, new RawAnswers(load, _packets[i]))).ToList();
        var pacing = new Thread(Pace) { IsBackground = true };
        pacing.Start();
        await Task.Delay(load.Settle);
        var begin = UsageSample.Take(Volatile.Read(ref _completed), null);
        await Task.Delay(load.Measured);
        var end = UsageSample.Take(Volatile.Read(ref _completed), null);
        _over = true;
        pacing.Join();
        var figures = Figures.Between(begin, end);
        Dispose();
        await Task.WhenAll(reading);
        _lags.Sort();
        return new TableFigures(figures.Rate, figures.CpuPerMessage, figures.WorkingSet, At(0.5), At(0.99));
    }

    public void Dispose()
    {
        foreach (var stream in _streams)
        {
            stream?.Dispose();
        }
    }

    private double At(double share) => _lags.Count == 0 ? 0 : _lags[(int)(share * (_lags.Count - 1))] / 1e6;

    private async Task<Stream> ConnectAsync(Uri endpoint, RawPackets packets)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endpoint.Port));
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (endpoint.Scheme == "mqtts")
        {
            // The certificate that this program made for its own broker.
            var tls = new SslStream(stream, false, (_, certificate, _, _) => certificate?.Subject == "CN=localhost");
            await tls.AuthenticateAsClientAsync("localhost");
            stream = tls;
        }

        if (load.WebSocket)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /mqtt HTTP/1.1\r\nHost: {endpoint.Authority}\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
            for (var end = 0; end < 4;)
            {
                end = stream.ReadByte() == "\r\n\r\n"[end] ? end + 1 : 0;
            }
        }

        if (load.Http)
        {
            return stream;
        }

        await stream.WriteAsync(packets.Connect);
        await stream.ReadExactlyAsync(new byte[packets.AckSize]);
        if (load.RoundTrip)
        {
            await stream.WriteAsync(packets.Subscribe);
            await stream.ReadExactlyAsync(new byte[5]);
        }

        return stream;
    }

    private async Task CountAsync(Stream stream, RawPackets packets)
    {
        var buffer = new byte[512];
        try
        {
            var rest = 0;
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                (var acks, rest) = Math.DivRem(rest + count, packets.AckSize);
                Interlocked.Add(ref _completed, acks);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The round is over.
        }
    }

    private async Task AnswerAsync(Stream stream, RawAnswers answers)
    {
        try
        {
            while (await stream.ReadAsync(answers.Room) is > 0 and var count)
            {
                Interlocked.Add(ref _completed, answers.Take(count));
                if (!answers.Replies.IsEmpty)
                {
                    Write(stream, answers.Replies.Span);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The round is over.
        }
    }

    private static void Write(Stream stream, ReadOnlySpan<byte> packets)
    {
        lock (stream)
        {
            stream.Write(packets);
        }
    }

    private void Pace()
    {
        using var timer = LoopTimer.Create();
        var start = Stopwatch.GetTimestamp();
        for (long message = 0; !_over;)
        {
            var woke = Stopwatch.GetElapsedTime(start).Ticks * 100;
            while (Due(message) <= woke)
            {
                var i = (int)(message % load.Connections);
                _lags.Add((Stopwatch.GetElapsedTime(start).Ticks * 100) - Due(message++));
                Write(_streams[i]!, _packets[i].Take(1).Span);
                if (load.QoS == 0)
                {
                    Volatile.Write(ref _completed, message);
                }
            }

            timer.Wait(Math.Max(Due(message), woke + Coalescing) - (Stopwatch.GetElapsedTime(start).Ticks * 100));
        }
    }

    private long Due(long message) => (long)(message / load.OfferedRate * 1e9);
}
