using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// The floor of paced work: one thread that writes a packet, encoded beforehand, when it is due, and connections that count PUBACKs.
/// It wakes as the engine's event loop does, and records nothing but its lag.
/// </summary>
internal sealed class RawPaced(Load load) : IDisposable
{
    private const int PubAckSize = 4;
    private const long Coalescing = 300_000;
    private readonly RawPackets[] _packets = [.. Enumerable.Range(0, load.Connections).Select(i => new RawPackets(i, load))];
    private readonly Stream?[] _streams = new Stream?[load.Connections];
    private readonly List<long> _lags = [];
    private long _receivedBytes;
    private volatile bool _over;

    /// <summary>Connects, publishes for a round, and says what it took.</summary>
    public async Task<TableFigures> RunAsync(Uri endpoint)
    {
        for (var i = 0; i < load.Connections; i++)
        {
            _streams[i] = await ConnectAsync(endpoint, _packets[i].Connect);
        }

        var reading = _streams.Select(stream => ReadAsync(stream!)).ToList();
        var pacing = new Thread(Pace) { IsBackground = true };
        pacing.Start();
        await Task.Delay(load.Settle);
        var begin = UsageSample.Take(Volatile.Read(ref _receivedBytes) / PubAckSize, null);
        await Task.Delay(load.Measured);
        var end = UsageSample.Take(Volatile.Read(ref _receivedBytes) / PubAckSize, null);
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

    private static async Task<Stream> ConnectAsync(Uri endpoint, byte[] connect)
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

        await stream.WriteAsync(connect);
        await stream.ReadExactlyAsync(new byte[4]);
        return stream;
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[512];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                Interlocked.Add(ref _receivedBytes, count);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The round is over.
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
                _streams[i]!.Write(_packets[i].Take(1).Span);
            }

            timer.Wait(Math.Max(Due(message), woke + Coalescing) - (Stopwatch.GetElapsedTime(start).Ticks * 100));
        }
    }

    private long Due(long message) => (long)(message / load.OfferedRate * 1e9);
}
