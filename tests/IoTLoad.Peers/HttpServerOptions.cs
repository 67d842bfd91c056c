using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IoTLoad.Peers;

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
