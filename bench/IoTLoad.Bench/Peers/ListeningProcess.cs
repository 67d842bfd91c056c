using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Bench.Peers;

/// <summary>A server in a separate process, so that its CPU and memory are not the generator's.</summary>
internal sealed class ListeningProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private readonly string? _folder;

    private ListeningProcess(Process process, Uri endpoint, string? folder)
    {
        Process = process;
        Endpoint = endpoint;
        _folder = folder;
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>mosquitto without limits on queues, and without a log.</summary>
    /// <param name="scheme">What it listens for: mqtt, mqtts with a certificate of its own, or ws.</param>
    /// <exception cref="BenchException">It is not installed.</exception>
    public static async Task<ListeningProcess> StartMosquittoAsync(string scheme = "mqtt")
    {
        var port = FreePort.Find();
        var folder = Directory.CreateTempSubdirectory("iotload-bench-").FullName;
        var configuration = Path.Combine(folder, "mosquitto.conf");
        var (certificate, key) = (Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        var tls = scheme == "mqtts";
        if (tls)
        {
            await WriteCertificateAsync(certificate, key);
        }

        await File.WriteAllLinesAsync(configuration,
        [
            $"user {Environment.UserName}",

            // With WebSockets alone, this version says that it could not listen.
            .. scheme == "ws" ? [$"listener {FreePort.Find()} 127.0.0.1"] : (IEnumerable<string>)[],
            $"listener {port} 127.0.0.1",
            .. scheme == "ws" ? ["protocol websockets"] : (IEnumerable<string>)[],
            "allow_anonymous true",
            "log_dest none",
            "persistence false",
            "max_inflight_messages 0",
            "max_queued_messages 0",
            "max_connections -1",
            .. tls ? [$"certfile {certificate}", $"keyfile {key}"] : (IEnumerable<string>)[],
        ]);
        return await StartAsync(new ProcessStartInfo(FindMosquitto(), ["-c", configuration]), port, folder, scheme);
    }

    /// <summary>A sink that only acknowledges.</summary>
    /// <param name="scheme">What it takes: mqtt or http.</param>
    public static async Task<ListeningProcess> StartSinkAsync(string scheme = "mqtt")
    {
        var port = FreePort.Find();
        return await StartAsync(OwnProcess.With(AckSink.Worker, "--endpoint", $"{scheme}://127.0.0.1:{port}"), port, null, scheme);
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task WriteCertificateAsync(string certificate, string key)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256);
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(certificate, own.ExportCertificatePem());
        await File.WriteAllTextAsync(key, pair.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<ListeningProcess> StartAsync(ProcessStartInfo program, int port, string? folder, string scheme = "mqtt")
    {
        var process = Process.Start(program)!;
        var server = new ListeningProcess(process, new Uri($"{scheme}://127.0.0.1:{port}{(scheme == "ws" ? "/mqtt" : "")}"), folder);
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
