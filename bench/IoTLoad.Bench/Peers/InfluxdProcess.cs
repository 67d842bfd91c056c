using System.Diagnostics;
using System.Globalization;

namespace IoTLoad.Bench.Peers;

/// <summary>An influxd 1.x with an empty database, in a process and a folder of its own.</summary>
internal sealed class InfluxdProcess : IAsyncDisposable
{
    /// <summary>Name of its database.</summary>
    public const string Database = "bench";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private readonly string _folder;

    private InfluxdProcess(Process process, Uri url, string folder)
    {
        Process = process;
        Url = url;
        _folder = folder;
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="BenchException">It is not installed.</exception>
    public static async Task<InfluxdProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("iotload-bench-").FullName;
        var configuration = Path.Combine(folder, "influxd.conf");
        var (port, rpc) = (FreePort.Find(), FreePort.Find());
        await File.WriteAllLinesAsync(configuration,
        [
            "reporting-disabled = true",
            string.Create(CultureInfo.InvariantCulture, $"bind-address = \"127.0.0.1:{rpc}\""),
            "[meta]",
            $"dir = '{folder}/meta'",
            "[data]",
            $"dir = '{folder}/data'",
            $"wal-dir = '{folder}/wal'",
            "query-log-enabled = false",
            "[http]",
            string.Create(CultureInfo.InvariantCulture, $"bind-address = \"127.0.0.1:{port}\""),
            "log-enabled = false",
            "[monitor]",
            "store-enabled = false",
        ]);
        var start = new ProcessStartInfo("influxd", ["-config", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchException("influxd is not installed. Install it (Debian: apt-get install influxdb).");
        }

        // Drain the log, although nothing reads it: a full pipe would block influxd.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new InfluxdProcess(process, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), folder);
        try
        {
            await server.CreateAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CreateAsync()
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            try
            {
                using var query = new FormUrlEncodedContent([new("q", $"CREATE DATABASE {Database}")]);
                using var answer = await http.PostAsync(new Uri(Url, "query"), query, limit.Token);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!Process.HasExited)
            {
                // No event says that another process listens.
                await Task.Delay(20, limit.Token);
            }
        }
    }
}
