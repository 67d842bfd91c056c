using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.WebSockets;
using IoTLoad.Engine.Plan;
using FrameStream = IoTLoad.Engine.Connecting.WebSockets.WebSocketStream;

namespace IoTLoad.Engine.Running;

/// <summary>
/// What a warm-up connects to: the embedded broker, and before it whatever the plan's transport needs (TLS with a certificate of its own,
/// WebSocket). For a plan over HTTP, a server that answers each request with 200.
/// </summary>
internal sealed class WarmUpPeer : IAsyncDisposable
{
    private const int LargestHead = 64 * 1024;

    private readonly EmbeddedBroker? _broker;
    private readonly X509Certificate2? _certificate;
    private readonly TcpListener? _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentBag<Task> _serving = [];

    private WarmUpPeer(LoadPlan plan, EmbeddedBroker? broker)
    {
        _broker = broker;
        var tls = UsesTls(plan);
        if (broker is not null && plan.Protocol == LoadProtocol.Mqtt && !tls)
        {
            Endpoint = broker.Endpoint;
            return;
        }

        _certificate = tls ? NewCertificate() : null;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        var scheme = plan.Protocol switch
        {
            LoadProtocol.Mqtt => "mqtts",
            LoadProtocol.MqttWebSocket => tls ? "wss" : "ws",
            _ => tls ? "https" : "http",
        };
        var path = plan.Protocol == LoadProtocol.Mqtt ? "" : plan.Endpoints[0].AbsolutePath;
        Endpoint = new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");
        _serving.Add(AcceptAsync(plan.Protocol));
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Whether a plan's connections are encrypted.</summary>
    public static bool UsesTls(LoadPlan plan) => plan.Endpoints.Any(uri => EndpointResolver.Parse(uri, plan.Protocol).UsesTls);

    /// <summary>Starts the peer of a plan.</summary>
    public static async Task<WarmUpPeer> StartAsync(LoadPlan plan) =>
        new(plan, plan.Protocol == LoadProtocol.Http ? null : await EmbeddedBroker.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener?.Dispose();
        await Task.WhenAll(_serving);
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _certificate?.Dispose();
        _ending.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=iotload-warm-up", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // Windows serves TLS only with a key from a store or a file.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private async Task AcceptAsync(LoadProtocol protocol)
    {
        try
        {
            while (true)
            {
                var client = await _listener!.AcceptTcpClientAsync(_ending.Token);
                client.NoDelay = true;
                _serving.Add(ServeAsync(client, protocol));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The warm-up is over.
        }
    }

    private async Task ServeAsync(TcpClient client, LoadProtocol protocol)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            try
            {
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    stream = tls;
                    await tls.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _ending.Token);
                }

                await (protocol switch
                {
                    LoadProtocol.Http => AnswerAsync(stream),
                    LoadProtocol.MqttWebSocket => UpgradeAsync(stream),
                    _ => RelayAsync(stream),
                });
            }
            catch (Exception exception) when (
                exception is IOException or OperationCanceledException or WebSocketException or SocketException
                    or InvalidOperationException)
            {
                // Devices that are done close their connections, each in the way of its transport.
            }
            finally
            {
                await stream.DisposeAsync();
            }
        }
    }

    private async Task RelayAsync(Stream device)
    {
        using var broker = new TcpClient { NoDelay = true };
        await broker.ConnectAsync(IPAddress.Loopback, _broker!.Endpoint.Port, _ending.Token);
        var stream = broker.GetStream();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);

        // A device that has sent DISCONNECT waits for the broker to close, one that is cut off does not.
        await Task.WhenAny(stream.CopyToAsync(device, over.Token), device.CopyToAsync(stream, over.Token));
        await over.CancelAsync();
    }

    private async Task UpgradeAsync(Stream stream)
    {
        var head = await ReadHeadAsync(stream) ?? throw new IOException("The connection ended.");
        var key = ValueOf(head, "Sec-WebSocket-Key") ?? throw new IOException("The request to upgrade has no key.");
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {WebSocketHandshake.Accept(key)}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"),
            _ending.Token);
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "mqtt" });
        await using var frames = new FrameStream(socket, "the warm-up");
        await RelayAsync(frames);
    }

    private async Task AnswerAsync(Stream stream)
    {
        while (await ReadHeadAsync(stream) is { } head)
        {
            var length = int.Parse(ValueOf(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture);
            await stream.ReadExactlyAsync(new byte[Math.Max(0, length - head.BodyBytes)], _ending.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _ending.Token);
        }
    }

    /// <summary>Reads a request's head; null at the end of the connection.</summary>
    private async Task<RequestHead?> ReadHeadAsync(Stream stream)
    {
        var buffer = new byte[LargestHead];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), _ending.Token);
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return new RequestHead(Encoding.Latin1.GetString(buffer, 0, end), length - end - 4);
            }

            if (read == 0)
            {
                return null;
            }
        }
    }

    private static string? ValueOf(RequestHead head, string name) => head.Text.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>A request's head.</summary>
    /// <param name="Text">Its lines.</param>
    /// <param name="BodyBytes">How many bytes of the body came with it.</param>
    private sealed record RequestHead(string Text, int BodyBytes);
}
