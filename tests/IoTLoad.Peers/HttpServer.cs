using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace IoTLoad.Peers;

/// <summary>Kestrel on a loopback port, which keeps the requests posted to it.</summary>
public sealed class HttpServer : IAsyncDisposable
{
    private readonly HttpServerOptions _options;
    private readonly int _port;
    private WebApplication _app;

    private HttpServer(HttpServerOptions options, int port)
    {
        _options = options;
        _port = port;
        _app = Build();
    }

    /// <summary>The endpoint.</summary>
    public Uri Endpoint => new($"{(_options.Certificate is null ? "http" : "https")}://localhost:{_port}{_options.Path}");

    /// <summary>What was posted, and answered or not.</summary>
    public ConcurrentQueue<Post> Posts { get; } = new();

    public static async Task<HttpServer> StartAsync(HttpServerOptions? options = null)
    {
        var server = new HttpServer(options ?? new HttpServerOptions(), LoopbackPort.Closed());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Ends the server at once, without finishing open requests.</summary>
    public async Task KillAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Starts a server at the same port.</summary>
    public async Task RestartAsync()
    {
        _app = Build();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port, Configure));
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    private void Configure(ListenOptions listen)
    {
        listen.Protocols = _options.Certificate is null ? HttpProtocols.Http1 : _options.Protocols;
        if (_options.Certificate is not { } files)
        {
            return;
        }

        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key),
            ClientCertificateMode = _options.AcceptsClient is null
                ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (client, _, _) => _options.AcceptsClient!(client),
        });
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        const string prefix = "/topics/";
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var segment = target.Split('?')[0];
        var post = new Post(
            target,
            Uri.UnescapeDataString(segment[(segment.IndexOf(prefix, StringComparison.Ordinal) + prefix.Length)..]),
            context.Request.QueryString.Value ?? "",
            context.Request.Protocol,
            context.Connection.Id,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        Posts.Enqueue(post);
        var (status, text) = await _options.Answer(post, context);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text);
    }
}

/// <summary>What is special about a <see cref="HttpServer"/>.</summary>
public sealed record HttpServerOptions
{
    /// <summary>The server's certificate; null for plain HTTP.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>Versions of HTTP over TLS.</summary>
    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1AndHttp2;

    /// <summary>Whether a client's certificate is good; null asks for none.</summary>
    public Func<X509Certificate2, bool>? AcceptsClient { get; init; }

    /// <summary>Path before <c>/topics/</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Status and text of the answer to a request; status 0 cuts the connection.</summary>
    public Func<Post, HttpContext, Task<(int Status, string Text)>> Answer { get; init; } = (_, _) =>
        Task.FromResult((200, "{\"message\":\"OK\"}"));
}

/// <summary>A request as a <see cref="HttpServer"/> saw it.</summary>
/// <param name="Target">Path and query as they came.</param>
/// <param name="Topic">The topic, as the server decodes it.</param>
/// <param name="Query">The query.</param>
/// <param name="Protocol">Version of HTTP.</param>
/// <param name="Connection">The server's name for the connection.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
public sealed record Post(
    string Target, string Topic, string Query, string Protocol, string Connection, IReadOnlyDictionary<string, string> Headers,
        byte[] Body);
