using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Bench.Peers;

/// <summary>A server in a separate process, so that its CPU and memory are not the generator's.</summary>
internal sealed class ListeningProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private readonly string? _file;

    private ListeningProcess(Process process, Uri endpoint, string? file)
    {
        Process = process;
        Endpoint = endpoint;
        _file = file;
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>mosquitto without limits on queues, and without a log.</summary>
    /// <exception cref="BenchException">It is not installed.</exception>
    public static async Task<ListeningProcess> StartMosquittoAsync()
    {
        var port = FreePort.Find();
        var configuration = Path.Combine(Path.GetTempPath(), $"iotload-bench-{Environment.ProcessId}-{port}.conf");
        await File.WriteAllLinesAsync(configuration,
        [
            $"user {Environment.UserName}",
            $"listener {port} 127.0.0.1",
            "allow_anonymous true",
            "log_dest none",
            "persistence false",
            "max_inflight_messages 0",
            "max_queued_messages 0",
            "max_connections -1",
        ]);
        return await StartAsync(new ProcessStartInfo(FindMosquitto(), ["-c", configuration]), port, configuration);
    }

    /// <summary>A sink that only acknowledges.</summary>
    public static async Task<ListeningProcess> StartSinkAsync()
    {
        var port = FreePort.Find();
        return await StartAsync(OwnProcess.With(AckSink.Worker, "--endpoint", $"mqtt://127.0.0.1:{port}"), port, null);
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        if (_file is not null)
        {
            File.Delete(_file);
        }
    }

    private static async Task<ListeningProcess> StartAsync(ProcessStartInfo program, int port, string? file)
    {
        var process = Process.Start(program)!;
        var server = new ListeningProcess(process, new Uri($"mqtt://127.0.0.1:{port}"), file);
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return server;
            }
            catch (SocketException) when (!process.HasExited)
            {
                // No event says that another process listens.
                await Task.Delay(20, limit.Token);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    private static string FindMosquitto()
    {
        // Debian puts servers into sbin, which is not on everybody's PATH.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Append("/usr/local/sbin");
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, "mosquitto")).FirstOrDefault(File.Exists)
            ?? throw new BenchException("mosquitto is not installed. Install it (Debian: apt-get install mosquitto), or use --only sink.");
    }
}
