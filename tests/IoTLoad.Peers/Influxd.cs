using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace IoTLoad.Peers;

/// <summary>An InfluxDB 1.x server on free loopback ports, with its data in a private folder.</summary>
public sealed class Influxd : IAsyncDisposable
{
    private readonly PrivateFolder _folder = new();
    private readonly InfluxdOptions _options;
    private readonly int _port;
    private readonly HttpClient _http;
    private readonly ServerProcess _process;

    private Influxd(string program, InfluxdOptions options)
    {
        _options = options;
        var ports = LoopbackPort.Free(2);
        _port = ports[0];
        var configuration = _folder.Write("influxd.conf", Configure(ports[1]));
        _http = Client();
        _process = new ServerProcess(program, ["-config", configuration],
            async limit => (await _http.GetAsync(new Uri(Url, "ping"), limit)).IsSuccessStatusCode);
    }

    /// <summary>The certificates of the server and of clients.</summary>
    public TestCertificates Certificates { get; } = new();

    /// <summary>Where the server listens.</summary>
    public Uri Url => new(_options.ServerCertificate is null ? $"http://127.0.0.1:{_port}" : $"https://localhost:{_port}");

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port => _port;

    /// <summary>What the server has written so far.</summary>
    public string Log => _process.Log;

    /// <summary>Starts a server and waits until it answers; skips the test if influxd is not installed.</summary>
    public static async Task<Influxd> StartAsync(InfluxdOptions? options = null)
    {
        var program = Peer.Require("influxd");
        var server = await ServerProcess.StartAsync(() => new Influxd(program, options ?? new()), each => each._process);
        if (options?.Username is { } user)
        {
            await server.QueryAsync($"CREATE USER \"{user}\" WITH PASSWORD '{options.Password}' WITH ALL PRIVILEGES");
        }

        return server;
    }

    /// <summary>Kills the server (SIGKILL) and waits until it is gone.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts the server on the same ports with the same data, killing it first if it runs, and waits until it answers.</summary>
    public Task RestartAsync() => _process.RestartAsync();

    /// <summary>Makes a database with a name of its own, and returns the name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"d{Guid.NewGuid():N}";
        await QueryAsync($"CREATE DATABASE \"{name}\"");
        return name;
    }

    /// <summary>Asks by InfluxQL, past all code that is tested.</summary>
    /// <returns>A row a line: the columns' names and values.</returns>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, JsonElement>>> QueryAsync(string query, string database = "")
    {
        using var content = new FormUrlEncodedContent([new("q", query), new("db", database), new("epoch", "ns")]);
        using var response = await _http.PostAsync(new Uri(Url, "query"), content);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode || text.Contains("\"error\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(text);
        }

        using var json = JsonDocument.Parse(text);
        var rows = new List<IReadOnlyDictionary<string, JsonElement>>();
        foreach (var result in json.RootElement.GetProperty("results").EnumerateArray())
        {
            foreach (var series in result.TryGetProperty("series", out var all) ? all.EnumerateArray().ToArray() : [])
            {
                var columns = series.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToArray();
                rows.AddRange(series.TryGetProperty("values", out var values)
                    ? values.EnumerateArray()
                        .Select(row => row.EnumerateArray().Zip(columns).ToDictionary(cell => cell.Second, cell => cell.First.Clone()))
                    : []);
            }
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        Certificates.Dispose();
        _folder.Dispose();
    }

    private HttpClient Client()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy =
            new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(Certificates.CaFile));
        var client = new HttpClient(handler);
        if (_options.Username is { } user)
        {
            client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_options.Password}")));
        }

        return client;
    }

    private string Configure(int rpcPort)
    {
        var certificate = _options.ServerCertificate?.Invoke(Certificates);
        string[] lines =
        [
            "reporting-disabled = true",
            string.Create(CultureInfo.InvariantCulture, $"bind-address = \"127.0.0.1:{rpcPort}\""),
            "[meta]",
            $"dir = '{_folder["meta"]}'",
            "[data]",
            $"dir = '{_folder["data"]}'",
            $"wal-dir = '{_folder["wal"]}'",
            "query-log-enabled = false",
            .. _options.DataLines,
            "[http]",
            string.Create(CultureInfo.InvariantCulture, $"bind-address = \"127.0.0.1:{_port}\""),
            "log-enabled = false",
            $"auth-enabled = {(_options.Username is null ? "false" : "true")}",
            .. certificate is null
                ? Array.Empty<string>()
                : ["https-enabled = true", $"https-certificate = '{certificate.Certificate}'", $"https-private-key = '{certificate.Key}'"],
            .. _options.HttpLines,
            "[monitor]",
            "store-enabled = false",
            "[subscriber]",
            "enabled = false",
            "[continuous_queries]",
            "enabled = false",
        ];
        return string.Join('\n', lines) + "\n";
    }
}

/// <summary>What is special about an <see cref="Influxd"/>.</summary>
public sealed record InfluxdOptions
{
    /// <summary>Name of the administrator; null lets everybody do everything.</summary>
    public string? Username { get; init; }

    /// <summary>Password of <see cref="Username"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>The server's certificate; null speaks plain HTTP.</summary>
    public Func<TestCertificates, CertificateFiles>? ServerCertificate { get; init; }

    /// <summary>Further lines of the configuration's <c>[http]</c> part.</summary>
    public IReadOnlyList<string> HttpLines { get; init; } = [];

    /// <summary>Further lines of the configuration's <c>[data]</c> part.</summary>
    public IReadOnlyList<string> DataLines { get; init; } = [];
}
