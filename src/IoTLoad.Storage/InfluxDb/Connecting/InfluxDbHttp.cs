using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTLoad.Engine;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>The HTTP client for one server, with its TLS and authentication, and faults of it as <see cref="LoadException"/>s.</summary>
internal sealed class InfluxDbHttp : IDisposable
{
    private readonly TlsMaterial? _tls;
    private readonly ServerCertificateCheck _check;

    /// <exception cref="LoadException">A certificate or key cannot be read.</exception>
    public InfluxDbHttp(InfluxDbConnection connection)
    {
        Connection = connection;
        _check = new ServerCertificateCheck(connection.Place, connection.Url.Host, connection.SkipCertificateCheck);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = connection.Timeout,
            UseCookies = false,

            // A redirect would take the token to another server.
            AllowAutoRedirect = false,

            // Follows a name that moves to another machine within a minute.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        if (connection.Url.Scheme == Uri.UriSchemeHttps)
        {
            _tls = TlsMaterial.Load(new TlsPlan
            {
                CaFile = connection.CaFile,
                CertificateFile = connection.CertificateFile,
                KeyFile = connection.KeyFile,
            });
            handler.SslOptions = TlsOptions(_tls);
        }

        Client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.Authorization = Authorization(connection);
    }

    public InfluxDbConnection Connection { get; }

    /// <summary>Without a timeout of its own: use <see cref="SendAsync"/>, or InfluxDB.Client, which has one.</summary>
    public HttpClient Client { get; }

    /// <summary>Sends a request to a path below the server's URL, and returns when the answer's headers have come.</summary>
    /// <exception cref="LoadException">InfluxDbUnreachable, InfluxDbConnectionLost, InfluxDbTimeout or a TLS error.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"{Connection.Url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
        request.Content = content;
        return await WithinTimeoutAsync(
            limit => Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), cancellation);
    }

    /// <summary>Reads an answer that is short.</summary>
    /// <exception cref="LoadException">InfluxDbConnectionLost, InfluxDbTimeout.</exception>
    public Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellation) => WithinTimeoutAsync(
        async limit =>
        {
            const int Most = 64 * 1024;
            await using var body = await response.Content.ReadAsStreamAsync(limit);
            var buffer = new byte[Most];
            var length = await body.ReadAtLeastAsync(buffer, Most, throwOnEndOfStream: false, limit);
            return Encoding.UTF8.GetString(buffer, 0, length);
        },
        cancellation);

    /// <summary>What a fault of <see cref="Client"/> means; null if it is none of HTTP's.</summary>
    public LoadException? Explain(Exception? exception)
    {
        if (exception is OperationCanceledException or TimeoutException)
        {
            return InfluxDbErrors.TimedOut(Connection, exception);
        }

        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case LoadException known:
                    return known;
                case AuthenticationException when _check.Refusal is { } refusal:
                    return new LoadException(refusal.Reason, refusal.Kind, refusal.Message, refusal.Advice, Connection.Place, exception);
                case AuthenticationException:
                    return InfluxDbErrors.Tls(Connection, inner.InnerException?.Message ?? inner.Message, exception);
                case SocketException
                {
                    SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
                }:
                    return InfluxDbErrors.ConnectionLost(Connection, inner.Message, exception);
                case SocketException:
                    return InfluxDbErrors.Unreachable(Connection, inner.Message, exception);
            }
        }

        const HttpRequestError Name = HttpRequestError.NameResolutionError;
        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or Name or HttpRequestError.ProxyTunnelError } =>
                InfluxDbErrors.Unreachable(Connection, exception.Message, exception),
            HttpRequestException or IOException =>
                InfluxDbErrors.ConnectionLost(Connection, exception.InnerException?.Message ?? exception.Message, exception),
            _ => null,
        };
    }

    public void Dispose()
    {
        Client.Dispose();
        _tls?.Dispose();
    }

    private async Task<T> WithinTimeoutAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Connection.Timeout);
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && Explain(exception) is { } error)
        {
            throw error;
        }
    }

    private static AuthenticationHeaderValue? Authorization(InfluxDbConnection connection) => connection switch
    {
        // The scheme of 2.x, which 3.x accepts as well.
        { Token: { } token } => new("Token", token),
        { Username: { } user } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{connection.Password}"))),
        _ => null,
    };

    private SslClientAuthenticationOptions TlsOptions(TlsMaterial tls)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (tls.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return new SslClientAuthenticationOptions
        {
            ClientCertificateContext = tls.Client,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = _check.Validate,
        };
    }
}
