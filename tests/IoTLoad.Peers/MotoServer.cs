using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IoTLoad.Peers;

/// <summary>moto's server, an emulation of AWS's APIs, on a free loopback port. It does not check signatures.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private MotoServer(string program, int port)
    {
        Url = new Uri($"http://127.0.0.1:{port}");
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        _process.ErrorDataReceived += Keep;
        _process.OutputDataReceived += Keep;
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>The endpoint of every service.</summary>
    public Uri Url { get; }

    /// <summary>Starts a server and waits until it listens; skips the test if moto is not installed.</summary>
    public static async Task<MotoServer> StartAsync()
    {
        var server = new MotoServer(Peer.Require("moto_server"), LoopbackPort.Closed());
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            await server.WaitAsync(limit.Token);
            await server.InvokeWithoutDockerAsync(limit.Token);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // moto_server may be a launcher that has started Python.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    // moto runs functions in containers, or else answers invocations with a fixed text.
    private async Task InvokeWithoutDockerAsync(CancellationToken limit)
    {
        using var http = new HttpClient();
        using var settings = new StringContent("""{"lambda":{"use_docker":false}}""", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(Url, "moto-api/config"), settings, limit);
        response.EnsureSuccessStatusCode();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }

    private async Task WaitAsync(CancellationToken limit)
    {
        while (true)
        {
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Url.Port), limit);
                return;
            }
            catch (SocketException)
            {
                if (_process.HasExited)
                {
                    lock (_log)
                    {
                        throw new InvalidOperationException($"moto_server ended with {_process.ExitCode}:\n{_log}");
                    }
                }

                // No event says that another process listens.
                await Task.Delay(20, limit);
            }
        }
    }
}
