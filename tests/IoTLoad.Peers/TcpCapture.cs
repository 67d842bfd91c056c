using System.Diagnostics;
using System.Globalization;

namespace IoTLoad.Peers;

/// <summary>What tshark sees of the connections to a broker on this machine, and what its MQTT dissector finds in them; plain TCP.</summary>
public sealed class TcpCapture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int SigInt = 2;
    private const int ConnAck = 2;

    private readonly PrivateFolder _folder = new();
    private readonly string _port;
    private readonly Process _process;

    private TcpCapture(int port)
    {
        _port = port.ToString(CultureInfo.InvariantCulture);
        _process = Start("-i", "lo", "-B", "64", "-f", $"tcp port {_port}", "-w", File);
    }

    private string File => Path.Combine(_folder.FullPath, "capture.pcapng");

    /// <summary>Begins to capture; skips the running test if tshark is missing or may not.</summary>
    /// <param name="port">The broker's port.</param>
    public static async Task<TcpCapture> StartAsync(int port)
    {
        var capture = new TcpCapture(port);
        using var limit = new CancellationTokenSource(Patience);
        while (await capture._process.StandardError.ReadLineAsync(limit.Token) is { } line)
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

    /// <summary>Ends the capture, and has tshark read it.</summary>
    public async Task<Captured> EndAsync()
    {
        // What was sent until now is on its way through tshark.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Pwsh.Signal(_process.Id, SigInt);
        await _process.WaitForExitAsync().WaitAsync(Patience);

        string[] fields = ["frame.time_epoch", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "mqtt.msgtype"];
        using var reader = Start(
            ["-r", File, "-n", "-d", $"tcp.port=={_port},mqtt", "-Y", "mqtt or (tcp.flags.syn == 1 and tcp.flags.ack == 0)",
                "-T", "fields", "-E", "separator=;", .. fields.SelectMany(field => (string[])["-e", field])]);
        var complaints = reader.StandardError.ReadToEndAsync();
        var output = await reader.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await reader.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(reader.ExitCode == 0, await complaints);

        // A segment may hold several packets; one that was sent again counts once.
        var segments = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';'))
            .Select(values => (
                Time: double.Parse(values[0], CultureInfo.InvariantCulture), Sent: values[2] == _port,
                Key: (values[1], values[2], values[3]), Types: values[4].Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .OrderBy(segment => segment.Time).DistinctBy(segment => segment.Key).ToList();
        var packets = segments.SelectMany(
            segment => segment.Types, (segment, type) => (segment.Sent, segment.Time, Type: int.Parse(type, CultureInfo.InvariantCulture)))
            .ToList();
        return new Captured(
            [.. segments.Where(segment => segment.Types.Length == 0).Select(segment => segment.Time)],
            [.. packets.Where(packet => !packet.Sent && packet.Type == ConnAck).Select(packet => packet.Time)],
            packets.Where(packet => packet.Sent).CountBy(packet => packet.Type).ToDictionary(),
            packets.Where(packet => !packet.Sent).CountBy(packet => packet.Type).ToDictionary());
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
        _folder.Dispose();
    }

    private static Process Start(params IEnumerable<string> arguments)
    {
        var start = Interruptible.Command(Peer.Require("tshark"), arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }
}

/// <summary>What a capture holds.</summary>
/// <param name="Attempts">When connections were attempted, each SYN once; seconds since 1970, in order.</param>
/// <param name="ConnAcks">When CONNACKs came; seconds since 1970, in order.</param>
/// <param name="Sent">How many packets of each type, by its number in MQTT, went to the broker.</param>
/// <param name="Received">How many came from it.</param>
public sealed record Captured(
    IReadOnlyList<double> Attempts, IReadOnlyList<double> ConnAcks, IReadOnlyDictionary<int, int> Sent,
    IReadOnlyDictionary<int, int> Received);
