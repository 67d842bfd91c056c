using System.Globalization;
using System.Text;

namespace IoTLoad.Peers;

/// <summary>moto's server, an emulation of AWS's APIs, on a free loopback port. It does not check signatures.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly ServerProcess _process;

    private MotoServer(string program)
    {
        var port = LoopbackPort.Closed();
        Url = new Uri($"http://127.0.0.1:{port}");
        string[] arguments = ["-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)];
        _process = new ServerProcess(program, arguments, InvokesWithoutDockerAsync);
    }

    /// <summary>The endpoint of every service.</summary>
    public Uri Url { get; }

    /// <summary>Starts a server and waits until it answers; skips the test if moto is not installed.</summary>
    public static async Task<MotoServer> StartAsync()
    {
        var program = Peer.Require("moto_server");
        return await ServerProcess.StartAsync(() => new MotoServer(program), each => each._process);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    // moto runs functions in containers, or else answers invocations with a fixed text.
    private async Task<bool> InvokesWithoutDockerAsync(CancellationToken limit)
    {
        using var settings = new StringContent("""{"lambda":{"use_docker":false}}""", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(Url, "moto-api/config"), settings, limit);
        return response.IsSuccessStatusCode;
    }
}
