using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IoTLoad.Peers;

/// <summary>
/// A mosquitto broker on free loopback ports, with a listener for each way to connect. Its limits on queues and in-flight
/// messages are off, so that what is lost in a test is not lost by its configuration.
/// </summary>
public sealed class Mosquitto : IAsyncDisposable
{
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private const int Listeners = 6;
    private const string Saving = "Saving in-memory database";
    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(20);

    private readonly PrivateFolder _folder = new();
    private readonly MosquittoOptions _options;
    private readonly IReadOnlyList<int> _ports;
    private readonly SysReader _sys;
    private readonly ServerProcess _process;

    private Mosquitto(string program, MosquittoOptions options)
    {
        _options = options;
        _ports = LoopbackPort.Free(Listeners);
        _sys = new SysReader(options.Address, _ports[0], options.Users?.First());
        var configuration = _folder.Write("mosquitto.conf", Configure());
        _process = new ServerProcess(program, options.Verbose ? ["-v", "-c", configuration] : ["-c", configuration], ListensAsync);
    }

    /// <summary>The certificates of the broker and of clients that may or may not connect.</summary>
    public TestCertificates Certificates { get; } = new();

    /// <summary>Plain TCP.</summary>
    public Uri Plain => new($"mqtt://{_options.Address}:{_ports[0]}");

    /// <summary>TLS, without client certificates.</summary>
    public Uri Tls => new($"mqtts://localhost:{_ports[1]}");

    /// <summary>TLS with <c>require_certificate true</c>.</summary>
    public Uri MutualTls => new($"mqtts://localhost:{_ports[2]}");

    /// <summary>WebSocket.</summary>
    public Uri WebSocket => new($"ws://{_options.Address}:{_ports[3]}/mqtt");

    /// <summary>WebSocket over TLS.</summary>
    public Uri SecureWebSocket => new($"wss://localhost:{_ports[4]}/mqtt");

    /// <summary>WebSocket over TLS with <c>require_certificate true</c>.</summary>
    public Uri MutualSecureWebSocket => new($"wss://localhost:{_ports[5]}/mqtt");

    /// <summary>The process's ID.</summary>
    public int Pid => _process.Id;

    /// <summary>What the broker has written so far.</summary>
    public string Log => _process.Log;

    /// <summary>Starts a broker and waits until it listens; skips the test if mosquitto is not installed.</summary>
    public static async Task<Mosquitto> StartAsync(MosquittoOptions? options = null)
    {
        var program = Peer.Require("mosquitto");
        return await ServerProcess.StartAsync(() => new Mosquitto(program, options ?? new()), broker => broker._process);
    }

    /// <summary>Freezes the broker (SIGSTOP): connections stay up, and nothing is answered.</summary>
    public void Stop() => Signal(SigStop);

    /// <summary>Lets a frozen broker go on (SIGCONT).</summary>
    public void Continue() => Signal(SigContinue);

    /// <summary>Kills the broker (SIGKILL) and waits until it is gone; connections are reset.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts the broker on the same ports, killing it first if it runs, and waits until it listens.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        _sys.Reset();
        await _process.RestartAsync();
    }

    /// <summary>How often the log holds a text.</summary>
    public int CountLog(string text) => Log.AsSpan().Count(text);

    /// <summary>Waits until the log holds a text that many times; it comes through a pipe, a moment after the event.</summary>
    public async Task LogsAsync(string text, int times = 1)
    {
        using var limit = new CancellationTokenSource(LogLimit);
        while (CountLog(text) < times)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    /// <summary>Waits until a persistent broker begins to save its sessions once more; it does about once a second.</summary>
    public Task SavesAsync() => LogsAsync(Saving, CountLog(Saving) + 1);

    /// <summary>The broker's counters, after at least one whole update of them; takes one to two seconds.</summary>
    public Task<SysCounters> ReadSysAsync() => _sys.ReadAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Certificates.Dispose();
        _folder.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);

    private void Signal(int signal)
    {
        if (SendSignal(Pid, signal) != 0)
        {
            throw new InvalidOperationException($"kill({Pid}, {signal}) failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    private async Task<bool> ListensAsync(CancellationToken limit)
    {
        try
        {
            // The last is opened last. Asked in this order, none is connected to twice: each connection without a CONNECT makes
            // mosquitto 2.0 let one more in than its max_connections.
            foreach (var port in _ports.Reverse())
            {
                using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await probe.ConnectAsync(new IPEndPoint(IPAddress.Parse(_options.Address), port), limit);
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Configure()
    {
        var server = _options.ServerCertificate?.Invoke(Certificates) ?? Certificates.Server;
        string[] tls =
        [
            $"cafile {Certificates.CaFile}",
            $"certfile {server.Certificate}",
            $"keyfile {server.Key}",
            .. _options.TlsVersion is { } version ? [$"tls_version {version}"] : Array.Empty<string>(),
        ];
        const string Mutual = "require_certificate true";
        const string WebSockets = "protocol websockets";
        List<string> lines =
        [
            // Started by root, mosquitto would become a user that may not read the keys.
            $"user {Environment.UserName}",
            "log_dest stderr",
            .. Persistence(),
            .. _options.Verbose ? Array.Empty<string>() : ["log_type error", "log_type warning"],
            "sys_interval 1",
            "max_inflight_messages 0",
            "max_queued_messages 0",
            "max_connections -1",
            .. Authentication(),
            .. _options.Lines,
            .. Listener(0),
            .. Listener(1, tls),
            .. Listener(2, [.. tls, Mutual]),
            .. Listener(3, WebSockets),
            .. Listener(4, [.. tls, WebSockets]),
            .. Listener(5, [.. tls, Mutual, WebSockets]),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private string[] Listener(int index, params string[] lines) =>
        [$"listener {_ports[index]} {_options.Address}", .. _options.ListenerLines, .. lines];

    private string[] Persistence() => _options.Persistent
        ? ["persistence true", $"persistence_location {_folder.FullPath}/", "autosave_on_changes true", "autosave_interval 1"]
        : ["persistence false"];

    private string[] Authentication()
    {
        if (_options.Users is null)
        {
            return ["allow_anonymous true"];
        }

        var plain = string.Concat(_options.Users.Select(user => $"{user.Key}:{user.Value}\n"));
        var file = _folder.Write("users", plain);
        using var hashing = Process.Start(Peer.Require("mosquitto_passwd"), ["-U", file]);
        hashing.WaitForExit();
        return ["allow_anonymous false", $"password_file {file}"];
    }
}
