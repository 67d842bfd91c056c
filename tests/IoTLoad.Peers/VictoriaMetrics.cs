using System.Globalization;

namespace IoTLoad.Peers;

/// <summary>A VictoriaMetrics server on a free loopback port, with its data in a private folder: it takes InfluxDB's writes.</summary>
public sealed class VictoriaMetrics : IAsyncDisposable
{
    private readonly PrivateFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly ServerProcess _process;

    private VictoriaMetrics(string program)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{LoopbackPort.Free(1)[0]}");
        Url = new Uri($"http://{address}");
        string[] arguments = [$"-storageDataPath={_folder["data"]}", $"-httpListenAddr={address}", "-retentionPeriod=100y"];
        _process = new ServerProcess(program, arguments,
            async limit => (await _http.GetAsync(new Uri(Url, "health"), limit)).IsSuccessStatusCode);
    }

    /// <summary>Where the server listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts a server and waits until it answers; skips the test if victoria-metrics is not installed.</summary>
    public static async Task<VictoriaMetrics> StartAsync()
    {
        var program = Peer.Require("victoria-metrics");
        return await ServerProcess.StartAsync(() => new VictoriaMetrics(program), each => each._process);
    }

    /// <summary>
    /// All series of a metric (measurement, underscore, field), one JSON document a line, once what was written is searchable.
    /// </summary>
    public async Task<IReadOnlyList<string>> ExportAsync(string metric)
    {
        await _http.GetAsync(new Uri(Url, "internal/force_flush"));
        using var content = new FormUrlEncodedContent([new("match[]", $"{{__name__=\"{metric}\"}}")]);
        using var response = await _http.PostAsync(new Uri(Url, "api/v1/export"), content);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }
}
