using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// IoT Core's device endpoint: MQTT with client certificates, MQTT over WebSocket with presigned URLs, and the HTTPS data plane,
/// all on one TLS port of the loopback addresses.
/// </summary>
internal sealed class DeviceGateway : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(3);

    private readonly Authority _authority;
    private readonly SslStreamCertificateContext _certificate;
    private readonly TimeProvider _clock;
    private readonly RuleEngine _rules;
    private readonly ConnectionRoster _roster;
    private readonly HttpDataPlane _dataPlane;
    private readonly MqttEndpoint _mqtt;
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _server;
    private int _disposed;

    /// <summary>Makes a gateway that does not listen yet.</summary>
    /// <param name="authority">Decides who a signature or certificate stands for.</param>
    /// <param name="serverCertificate">Certificate for localhost and the loopback addresses, with its key.</param>
    /// <param name="chain">Certificates between it and the root, and the root.</param>
    /// <param name="rules">Rules that messages run through.</param>
    public DeviceGateway(
        SandboxAccount account, Authority authority, X509Certificate2 serverCertificate, X509Certificate2Collection chain,
        IMetricRecorder metrics, RuleEngine rules, GatewayLimits limits, FaultSwitch faults, TimeProvider clock)
    {
        _authority = authority;
        _certificate = SslStreamCertificateContext.Create(serverCertificate, chain, offline: true);
        _clock = clock;
        _rules = rules;
        Broker = new MessageBroker(account, limits, new GatewayMetrics(metrics), rules, faults, clock);
        _roster = new ConnectionRoster(Broker);
        _dataPlane = new HttpDataPlane(Broker, authority);
        _mqtt = new MqttEndpoint(Broker, _roster, authority, _stopping.Token);
    }

    /// <summary>Port, once it listens.</summary>
    public int Port { get; private set; }

    public MessageBroker Broker { get; }

    /// <summary>Called with each valid certificate that is not active, whose connection ends; null if nothing listens.</summary>
    public Action<X509Certificate2>? Unknown { get; set; }

    public int Connections => _roster.Count;

    /// <param name="port">Port; 0 takes a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(int port = 0, CancellationToken cancellation = default)
    {
        _rules.Attach(Broker.Republish);
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port == 0 ? FreePort() : port;
            var server = Build(chosen);
            try
            {
                await server.StartAsync(cancellation);
                (_server, Port) = (server, chosen);
                return;
            }
            catch (IOException) when (port == 0 && attempt < Attempts)
            {
                // Somebody took the port between its choice and now, or has it on the other loopback address.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Answers a request of the data plane, wherever it came in.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public Task AnswerDataPlaneAsync(HttpContext context) => _dataPlane.AnswerAsync(context);

    /// <summary>Tells the clients, and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _roster.StopAll(MqttDisconnectReasonCode.ServerShuttingDown);
        if (_server is { } server)
        {
            using var patience = new CancellationTokenSource(ShutdownPatience);
            await server.StopAsync(patience.Token);
            await _stopping.CancelAsync();
            await server.DisposeAsync();
        }

        _roster.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The loopback addresses that the name localhost stands for.</summary>
    private static IPAddress[] Addresses() =>
        Socket.OSSupportsIPv6 && Dns.GetHostAddresses("localhost").Contains(IPAddress.IPv6Loopback)
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : [IPAddress.Loopback];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            foreach (var address in Addresses())
            {
                options.Listen(address, port, Listen);
            }
        });
        var server = builder.Build();
        server.UseWebSockets();
        server.Run(AnswerAsync);
        return server;
    }

    private void Listen(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1AndHttp2;
        options.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = HandshakeAsync, HandshakeTimeout = TimeSpan.FromSeconds(30) });
        ((IConnectionBuilder)options).Use(http => new ProtocolSwitch(http, _mqtt.ServeAsync).OnConnectedAsync);
    }

    private ValueTask<SslServerAuthenticationOptions> HandshakeAsync(TlsHandshakeCallbackContext context)
    {
        var features = context.Connection.Features;
        return new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            ApplicationProtocols =
            [
                new(ProtocolSwitch.MqttAlpn), new(ProtocolSwitch.PlainMqttAlpn), new(ProtocolSwitch.HttpAlpn),
                SslApplicationProtocol.Http2, SslApplicationProtocol.Http11,
            ],

            // Asked for; a client without one has to sign what it sends. One that is not registered ends the handshake, as on AWS.
            ClientCertificateRequired = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => Identify(certificate, features),
        });
    }

    private bool Identify(X509Certificate? certificate, Microsoft.AspNetCore.Http.Features.IFeatureCollection features)
    {
        if (certificate is null)
        {
            return true;
        }

        using var copy = certificate is X509Certificate2 ? null : new X509Certificate2(certificate);
        var now = _clock.GetUtcNow().LocalDateTime;
        var known = copy ?? (X509Certificate2)certificate;
        if (now < known.NotBefore || now > known.NotAfter)
        {
            return false;
        }

        if (_authority.OfCertificate(known) is not { } principal)
        {
            Unknown?.Invoke(known);
            return false;
        }

        features.Set(new ClientIdentity(principal));
        return true;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var id = Guid.NewGuid().ToString();
        context.TraceIdentifier = id;
        context.Response.Headers["x-amzn-RequestId"] = id;
        try
        {
            var path = SignedRequest.Of(context, default).RawPath;
            await (path == "/mqtt" ? _mqtt.ServeWebSocketAsync(context)
                : HttpDataPlane.Serves(path) ? _dataPlane.AnswerAsync(context)
                : throw new RefusedException(404, "ResourceNotFoundException", $"The sandbox's device endpoint has nothing at {path}."));
        }
        catch (RefusedException refusal) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = refusal.Status;
            context.Response.ContentType = "application/json";
            context.Response.Headers["x-amzn-ErrorType"] = refusal.Code;
            await context.Response.Body.WriteAsync(JsonCodec.Write(new() { ["message"] = refusal.Message, ["traceId"] = id }));
        }
    }
}
