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

/// <summary>HTTP to one server: its TLS, its authentication, and faults as <see cref="LoadException"/>s.</summary>
internal sealed class InfluxDbTransport : IDisposable
{
    private readonly TlsMaterial? _tls;
    private readonly ServerCertificateCheck _check;
    private readonly HttpClient _http;

    /// <exception cref="LoadException">A certificate or key cannot be read.</exception>
    public InfluxDbTransport(InfluxDbConnection connection)
    {
        Connection = connection;
        _check = new ServerCertificateCheck(connection.Place, connection.Url.Host, connection.SkipCertificateCheck);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = connection.Timeout,
            AllowAutoRedirect = false,
            UseCookies = false,

            // A name that moves to another machine is followed within a minute.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        if (connection.Url.Scheme == Uri.UriSchemeHttps)
        {
            _tls = TlsMaterial.Load(new TlsPlan { CaFile = connection.CaFile, CertificateFile = connection.CertificateFile, KeyFile = connection.KeyFile });
            handler.SslOptions = TlsOptions(_tls);
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("IoTLoad", typeof(InfluxDbTransport).Assembly.GetName().Version?.ToString(3) ?? "0"));
        _http.DefaultRequestHeaders.Authorization = Authorization(connection);
    }

    public InfluxDbConnection Connection { get; }

    /// <summary>Sends a request; the answer's headers have come, its body is still to be read.</summary>
    /// <param name="request">The request; its URI is relative.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LoadException">InfluxDbUnreachable, InfluxDbConnectionLost, InfluxDbTimeout or a TLS error.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.RequestUri = new Uri($"{Connection.Url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{request.RequestUri}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Connection.Timeout);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw InfluxDbErrors.TimedOut(Connection, exception);
        }
        catch (HttpRequestException exception)
        {
            throw Explain(exception);
        }
    }

    /// <summary>Reads an answer that is short.</summary>
    /// <exception cref="LoadException">InfluxDbConnectionLost, InfluxDbTimeout.</exception>
    public async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        const int Most = 64 * 1024;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Connection.Timeout);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[Most];
            var length = await body.ReadAtLeastAsync(buffer, Most, throwOnEndOfStream: false, limit.Token);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw InfluxDbErrors.TimedOut(Connection, exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw InfluxDbErrors.ConnectionLost(Connection, exception.Message, exception);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _tls?.Dispose();
    }

    private static AuthenticationHeaderValue? Authorization(InfluxDbConnection connection)
    {
        if (connection.Token is { } token)
        {
            // The scheme of 2.x, which 3.x takes as well.
            return new AuthenticationHeaderValue("Token", token);
        }

        return connection.Username is { } user
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{connection.Password}")))
            : null;
    }

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

    private LoadException Explain(HttpRequestException exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationException when _check.Refusal is { } refusal:
                    return new LoadException(refusal.Reason, refusal.Kind, refusal.Message, refusal.Advice, Connection.Place, exception);
                case AuthenticationException:
                    return InfluxDbErrors.Tls(Connection, inner.InnerException?.Message ?? inner.Message, exception);
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown }:
                    return InfluxDbErrors.ConnectionLost(Connection, inner.Message, exception);
                case SocketException:
                    return InfluxDbErrors.Unreachable(Connection, inner.Message, exception);
            }
        }

        return exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError
            ? InfluxDbErrors.Unreachable(Connection, exception.Message, exception)
            : InfluxDbErrors.ConnectionLost(Connection, exception.InnerException?.Message ?? exception.Message, exception);
    }
}
