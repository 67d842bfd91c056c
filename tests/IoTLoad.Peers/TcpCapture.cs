using System.Diagnostics;
using System.Globalization;

namespace IoTLoad.Peers;

/// <summary>What tshark sees of the connections to a port of this machine: each SYN, and each CONNACK of MQTT over plain TCP.</summary>
public sealed class TcpCapture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int SigInt = 2;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly int _port;

    private TcpCapture(Process process, int port)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _port = port;
    }

    /// <summary>Begins to capture; skips the running test if tshark is missing or may not.</summary>
    /// <param name="port">The port.</param>
    public static async Task<TcpCapture> StartAsync(int port)
    {
        // Of a segment of the broker, the first byte of its data is 0x20 if it begins with CONNACK.
        var number = port.ToString(CultureInfo.InvariantCulture);
        var filter = $"(tcp dst port {number} and tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn) or "
            + $"(tcp src port {number} and tcp[((tcp[12] & 0xf0) >> 2)] = 0x20)";
        var start = Interruptible.Command(
            Peer.Require("tshark"), "-i", "lo", "-n", "-l", "-B", "64", "-f", filter, "-T", "fields", "-E", "separator=,",
            "-e", "frame.time_epoch", "-e", "tcp.srcport", "-e", "tcp.dstport", "-e", "tcp.seq_raw");
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        var capture = new TcpCapture(process, port);
        using var limit = new CancellationTokenSource(Patience);
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("Capturing on", StringComparison.Ordinal))
            {
                // The line comes just before the first packet can.
                await Task.Delay(TimeSpan.FromSeconds(1), limit.Token);
                return capture;
            }
        }

        await capture.DisposeAsync();
        Peer.Miss("tshark may not capture.");
        throw new UnreachableException();
    }

    /// <summary>Ends the capture.</summary>
    /// <returns>When connections were attempted, each SYN once, and when CONNACKs came; seconds since 1970, in order.</returns>
    public async Task<(IReadOnlyList<double> Attempts, IReadOnlyList<double> ConnAcks)> EndAsync()
    {
        // What was sent until now is on its way through tshark.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Pwsh.Signal(_process.Id, SigInt);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        var packets = (await _output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))
            .Select(fields => (
                Time: double.Parse(fields[0], CultureInfo.InvariantCulture), From: fields[1], To: fields[2], Sequence: fields[3]))
            .OrderBy(packet => packet.Time).ToList();
        var port = _port.ToString(CultureInfo.InvariantCulture);
        return (
            [.. packets.Where(each => each.To == port).DistinctBy(each => (each.From, each.Sequence)).Select(each => each.Time)],
            [.. packets.Where(each => each.From == port).DistinctBy(each => (each.To, each.Sequence)).Select(each => each.Time)]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
