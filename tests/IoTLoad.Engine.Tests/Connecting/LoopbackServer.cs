using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Connecting;

/// <summary>A server for the things that no decent broker does; serves each connection by a function of the test.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public LoopbackServer(Func<NetworkStream, CancellationToken, Task> serve, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _serving = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A server that speaks TLS and then waits for the client to go.</summary>
    public static LoopbackServer Tls(CertificateFiles certificate, Action<SslStream, string?> seen,
        params SslApplicationProtocol[] alpn) => new(
        async (stream, cancellation) =>
        {
            string? name = null;
            using var loaded = X509Certificate2.CreateFromPemFile(certificate.Certificate, certificate.Key);
            await using var tls = new SslStream(stream);
            var options = new SslServerAuthenticationOptions
            {
                ApplicationProtocols = [.. alpn],
                ServerCertificateSelectionCallback = (_, sni) =>
                {
                    name = sni;
                    return loaded;
                },
            };
            await tls.AuthenticateAsServerAsync(options, cancellation);
            seen(tls, name);
            await tls.CopyToAsync(Stream.Null, cancellation);
        });

    /// <summary>A server that answers the first bytes with an answer made from them, and closes.</summary>
    public static LoopbackServer Answering(Func<byte[], byte[]> answer) => new(async (stream, cancellation) =>
    {
        var request = new byte[4096];
        var read = await stream.ReadAsync(request, cancellation);
        await stream.WriteAsync(answer(request[..read]), cancellation);
        stream.Socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null, cancellation);
    });

    public Uri Uri(string scheme, string host = "localhost") => new($"{scheme}://{host}:{Port}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> serve)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeOneAsync(await _listener.AcceptSocketAsync(_end.Token), serve));
            }
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // A listener that is closed between two accepts says that it is not listening.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeOneAsync(Socket socket, Func<NetworkStream, CancellationToken, Task> serve)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(stream, _end.Token);
        }
        catch (Exception exception) when (
            exception is IOException or WebSocketException or OperationCanceledException
                or System.Security.Authentication.AuthenticationException)
        {
            // The client went first, or refused: what the client makes of it is what is tested.
        }
    }
}
