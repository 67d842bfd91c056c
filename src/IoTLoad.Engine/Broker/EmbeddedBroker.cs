using System.Net;
using System.Net.Sockets;
using IoTLoad.Engine.Connecting.Sockets;
using MQTTnet.Server;

namespace IoTLoad.Engine.Broker;

/// <summary>
/// An MQTT broker in this process, on a free loopback port, for the length of a test: MQTTnet's server. For first steps and
/// for trying out a plan; its numbers are this machine's, generator included.
/// </summary>
internal sealed class EmbeddedBroker : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly MqttServer _server;

    private EmbeddedBroker(MqttServer server, int port)
    {
        _server = server;
        Endpoint = new Uri($"mqtt://127.0.0.1:{port}");
    }

    /// <summary>Where every embedded broker is, but for its port.</summary>
    public static EndpointAddress Place { get; } = new("127.0.0.1", 0, false, null, [IPAddress.Loopback]);

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts a broker.</summary>
    public static async Task<EmbeddedBroker> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var options = new MqttServerOptionsBuilder()
                .WithDefaultEndpoint()
                .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
                .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
                .WithDefaultEndpointPort(port)
                .WithConnectionBacklog(4096)
                .WithMaxPendingMessagesPerClient(100_000)
                .WithPersistentSessions()
                .Build();
            var server = new MqttServerFactory().CreateMqttServer(options);
            try
            {
                await server.StartAsync();
                return new EmbeddedBroker(server, port);
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Somebody took the port in between.
                server.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new MqttServerStopOptionsBuilder().Build());
        _server.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
