using System.Net;
using System.Net.Sockets;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class EndpointTests
{
    [Theory]
    [InlineData(LoadProtocol.Mqtt, "mqtt://b.example", "mqtt://b.example:1883")]
    [InlineData(LoadProtocol.Mqtt, "tcp://b.example:1", "mqtt://b.example:1")]
    [InlineData(LoadProtocol.Mqtt, "mqtts://b.example", "mqtts://b.example:8883")]
    [InlineData(LoadProtocol.Mqtt, "ssl://b.example/", "mqtts://b.example:8883")]
    [InlineData(LoadProtocol.Mqtt, "mqtt://[::1]:9", "mqtt://[::1]:9")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example", "ws://b.example:80/mqtt")]
    [InlineData(LoadProtocol.MqttWebSocket, "wss://b.example", "wss://b.example:443/mqtt")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example:8080/a/b?sig=secret", "ws://b.example:8080/a/b")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example/", "ws://b.example:80")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example:80/?token=1", "ws://b.example:80")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example?token=1", "ws://b.example:80/mqtt")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example/mqtt", "ws://b.example:80/mqtt")]
    [InlineData(LoadProtocol.Http, "https://b.example", "https://b.example:443")]
    [InlineData(LoadProtocol.Http, "https://b.example:8443/stage", "https://b.example:8443/stage")]
    [InlineData(LoadProtocol.Http, "http://127.0.0.1", "http://127.0.0.1:80")]
    public void An_endpoint_is_read_with_the_defaults_of_its_scheme(LoadProtocol protocol, string uri, string text) =>
        Assert.Equal(text, EndpointResolver.Parse(new Uri(uri), protocol).Text);

    [Theory]
    [InlineData(LoadProtocol.Mqtt, "http://b.example")]
    [InlineData(LoadProtocol.Mqtt, "ws://b.example")]
    [InlineData(LoadProtocol.MqttWebSocket, "mqtt://b.example")]
    [InlineData(LoadProtocol.Mqtt, "mqtt://b.example/mqtt")]
    [InlineData(LoadProtocol.Mqtt, "mqtt://b.example?x=1")]
    [InlineData(LoadProtocol.MqttWebSocket, "ws://b.example/mqtt#x")]
    [InlineData(LoadProtocol.Mqtt, "mqtt://b.example:0")]
    [InlineData(LoadProtocol.Mqtt, "mqtt://user:secret@b.example")]
    [InlineData(LoadProtocol.Mqtt, "mqtt:///path")]
    [InlineData(LoadProtocol.Mqtt, "b.example")]
    [InlineData(LoadProtocol.Http, "wss://b.example")]
    [InlineData(LoadProtocol.Http, "https://b.example/?qos=1")]
    public void An_endpoint_that_cannot_be_used_is_refused(LoadProtocol protocol, string uri)
    {
        var error = Assert.Throws<LoadException>(() => EndpointResolver.Parse(new Uri(uri, UriKind.RelativeOrAbsolute), protocol));

        Assert.Equal("InvalidEndpoint", error.ErrorId);
        Assert.DoesNotContain("secret", $"{error} {error.Target}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_nobody_knows_is_named()
    {
        var plan = Connection.To(new Uri("mqtt://no-such-host.invalid"));

        var error = Assert.Throws<LoadException>(() => EndpointResolver.Resolve(plan));

        Assert.Equal(("UnknownHost", LoadErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains("no-such-host.invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_tls_without_tls_are_a_mistake()
    {
        var plan = Connection.To(new Uri("mqtt://127.0.0.1:8883"), new TlsPlan { CaFile = "ca.pem" });

        Assert.Equal("TlsNotUsed", Assert.Throws<LoadException>(() => EndpointResolver.Resolve(plan)).ErrorId);
    }

    [Theory]
    [InlineData("eth0", "is not an IP address")]
    [InlineData("192.0.2.1", "is not an address of this machine")]
    [InlineData("::1", "has no IPv6 address")]
    public void A_local_address_that_cannot_be_used_is_refused(string address, string why)
    {
        var endpoints = EndpointResolver.Resolve(Connection.To(new Uri("mqtt://127.0.0.1")));

        var error = Assert.Throws<LoadException>(() => LocalAddresses.Check(["127.0.0.1", address], endpoints));

        Assert.Equal("LocalAddressInvalid", error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_are_spread_over_endpoints_first_and_then_over_local_addresses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere, 127.0.0.2 is not an address of the machine.");
        var seen = System.Threading.Channels.Channel.CreateUnbounded<(int Node, string From)>();
        await using var first = new LoopbackServer((stream, _) => Note(0, stream));
        await using var second = new LoopbackServer((stream, _) => Note(1, stream));
        var plan = Connection.To(first.Uri("mqtt")) with
        {
            Endpoints = [first.Uri("mqtt", "127.0.0.1"), second.Uri("mqtt", "127.0.0.1")],
            LocalAddresses = ["127.0.0.2", "127.0.0.3"],
        };
        await using var connection = new Connection(plan);
        var actual = new List<(int, string)>();

        for (var index = 0; index < 5; index++)
        {
            await using var stream = await connection.Connector.ConnectAsync(index, connection.Cancellation);
            actual.Add(await seen.Reader.ReadAsync(connection.Cancellation));
        }

        Assert.Equal([(0, "127.0.0.2"), (1, "127.0.0.2"), (0, "127.0.0.3"), (1, "127.0.0.3"), (0, "127.0.0.2")], actual);
        Assert.EndsWith(" (from 127.0.0.3)", connection.Connector.Describe(2), StringComparison.Ordinal);

        Task Note(int node, System.Net.Sockets.NetworkStream stream) =>
            seen.Writer.WriteAsync((node, ((IPEndPoint)stream.Socket.RemoteEndPoint!).Address.ToString())).AsTask();
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_tried_once_and_then_left_aside()
    {
        await using var server = new LoopbackServer((_, _) => Task.CompletedTask);
        var endpoint = EndpointResolver.Parse(server.Uri("mqtt"), LoadProtocol.Mqtt) with
        {
            Addresses = [IPAddress.IPv6Loopback, IPAddress.Loopback],
        };
        using var pollers = SocketPollers.Create();
        var dialer = new SocketDialer(endpoint, TimeSpan.FromSeconds(20), pollers);

        for (var round = 0; round < 2; round++)
        {
            var connection = await dialer.DialAsync(round, null, TestContext.Current.CancellationToken);
            await using var stream = connection.Stream;
            Assert.True(connection.Socket.NoDelay);
        }
    }

    [Fact]
    public async Task Devices_are_spread_over_all_addresses_of_a_host()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere, 127.0.0.2 is not an address of the machine.");
        using var listener = Listen("127.0.0.1", 0);
        using var other = Listen("127.0.0.2", PortOf(listener));
        var dialer = Dialer(PortOf(listener), "127.0.0.1", "127.0.0.2");

        Assert.Equal((3, 0), await DialAsync(dialer, listener, other, 0, 2, 4));
        Assert.Equal((0, 3), await DialAsync(dialer, listener, other, 1, 3, 5));

        // One of them gone, the other takes all.
        other.Dispose();
        Assert.Equal((4, 0), await DialAsync(dialer, listener, null, 0, 1, 2, 3));
    }

    [Fact]
    public async Task A_host_that_has_moved_is_looked_up_again_when_a_connection_fails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere, 127.0.0.2 is not an address of the machine.");
        using var there = Listen("127.0.0.2", 0);
        var lookUps = 0;
        var dialer = Dialer(PortOf(there), (_, _) =>
        {
            lookUps++;
            return Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2")]);
        }, "127.0.0.1");

        await Assert.ThrowsAsync<SocketException>(() => DialAsync(dialer, there, null, 0));

        Assert.Equal((2, 0), await DialAsync(dialer, there, null, 0, 1));
        Assert.Equal(1, lookUps);
    }

    private static Socket Listen(string address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        socket.Listen();
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static SocketDialer Dialer(int port, params string[] addresses) => Dialer(port, null, addresses);

    private static SocketDialer Dialer(int port, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp, params string[] addresses) =>
        new(
        new EndpointAddress("fleet.test", port, UsesTls: false, Uri: null, [.. addresses.Select(IPAddress.Parse)]),
        TimeSpan.FromSeconds(20), null, lookUp ?? ((_, _) => Task.FromResult<IPAddress[]>([])));

    /// <summary>Dials, and says how many connections each of two listeners has taken.</summary>
    private static async Task<(int First, int Second)> DialAsync(
        SocketDialer dialer, Socket first, Socket? second, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await using var stream = (await dialer.DialAsync(number, null, TestContext.Current.CancellationToken)).Stream;
        }

        return (Accepted(first), second is null ? 0 : Accepted(second));
    }

    private static int Accepted(Socket listener)
    {
        var count = 0;
        while (listener.Poll(0, SelectMode.SelectRead))
        {
            listener.Accept().Dispose();
            count++;
        }

        return count;
    }
}
