using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class WebSocketTests
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "WebSocketRefused", "HTTP 404 Not Found. Check the path" },
        { "HTTP/1.1 401 Unauthorized\r\n\r\n", "WebSocketRefused", "credentials" },
        { "HTTP/1.1 403\r\n\r\n", "WebSocketRefused", "HTTP 403." },
        { "HTTP/1.1 503 Busy\r\n\r\n" + "a body that is longer than the head of any answer that accepts a handshake could be",
            "WebSocketRefused", PlanField.ConnectRate },
        { "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\n\r\n", "WebSocketRefused", "redirects" },
        { "HTTP/1.1 200 OK\r\n\r\n", "WebSocketRefused", "HTTP 200 OK" },
        { Accepting("{accept}", ""), "WebSocketSubprotocolRefused", "mqtt" },
        { Accepting("{accept}", "Sec-WebSocket-Protocol: chat\r\n"), "WebSocketSubprotocolRefused", "mqtt" },
        { Accepting("AAAA", "Sec-WebSocket-Protocol: mqtt\r\n"), "ProtocolError", "Sec-WebSocket-Accept" },
        { "220 mail.example ESMTP\r\n", "WebSocketNotSpoken", "does not answer a WebSocket handshake" },
        { "HTTP/1.1 101 Switching", "WebSocketNotSpoken", "does not answer a WebSocket handshake" },
        { "", "WebSocketNotSpoken", "does not answer a WebSocket handshake" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_handshake_is_known_by_its_reason(string answer, string reason, string inText)
    {
        await using var server =
            LoopbackServer.Answering(request => Latin(answer.Replace("{accept}", Accept(request), StringComparison.Ordinal)));
        await using var connection = new Connection(Connection.To(server.Uri("ws")));

        var fault = await connection.FaultAsync();

        Assert.Equal(reason, fault.Reason);
        Assert.Contains(inText, fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_is_made_anew_for_each_connection()
    {
        var requests = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using var server = LoopbackServer.Answering(request =>
        {
            requests.Writer.TryWrite(Encoding.Latin1.GetString(request));
            return Handshake(request);
        });
        await using var connection = new Connection(
            Connection.To(server.Uri("ws")),
            new Signer((_, index) => new WebSocketRequest(new Uri($"ws://localhost/signed?for={index}"),
                [new("Authorization", $"Token {index}")])));

        await using var stream = await connection.Connector.ConnectAsync(7, connection.Cancellation);

        var request = await requests.Reader.ReadAsync(connection.Cancellation);
        Assert.StartsWith("GET /signed?for=7 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"\r\nHost: localhost:{server.Port}\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: mqtt\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Token 7\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_that_come_together_with_the_answer_are_not_lost()
    {
        await using var server =
            LoopbackServer.Answering(request => [.. Handshake(request), 0x82, 3, 1, 2, 3, 0x82, 0, 0x02, 1, 4, 0x80, 1, 5]);
        await using var connection = new Connection(Connection.To(server.Uri("ws")));
        var stream = await connection.OpenAsync();
        var bytes = new byte[5];

        await stream.ReadExactlyAsync(bytes, connection.Cancellation);

        Assert.Equal([1, 2, 3, 4, 5], bytes);
    }

    [Fact]
    public async Task A_text_frame_is_an_error_of_protocol()
    {
        await using var server = LoopbackServer.Answering(request => [.. Handshake(request), 0x81, 2, (byte)'h', (byte)'i']);
        await using var connection = new Connection(Connection.To(server.Uri("ws")));

        Assert.Equal("ProtocolError", (await connection.FaultAsync()).Reason);
    }

    [Fact]
    public async Task A_masked_frame_is_an_error_of_protocol()
    {
        await using var server = LoopbackServer.Answering(request => [.. Handshake(request), 0x82, 0x81, 1, 2, 3, 4, 5]);
        await using var connection = new Connection(Connection.To(server.Uri("ws")));

        Assert.Equal("ProtocolError", (await connection.FaultAsync()).Reason);
    }

    [Fact]
    public async Task A_close_frame_is_the_end_of_the_stream()
    {
        await using var server = LoopbackServer.Answering(request => [.. Handshake(request), 0x88, 2, 3, 232]);
        await using var connection = new Connection(Connection.To(server.Uri("ws")));

        Assert.Equal("ClosedByPeer", (await connection.FaultAsync()).Reason);
    }

    [Fact]
    public async Task Bytes_of_any_length_go_through_both_ways_in_one_frame_a_write()
    {
        await using var server = new LoopbackServer(EchoAsync);
        await using var connection = new Connection(Connection.To(server.Uri("ws")));
        var stream = await connection.OpenAsync();
        foreach (var length in new[] { 1, 125, 126, 65_535, 65_536, 300_000 })
        {
            var sent = RandomNumberGenerator.GetBytes(length);
            var received = new byte[length];
            var reading = stream.ReadExactlyAsync(received, connection.Cancellation);

            await stream.WriteAsync(sent, connection.Cancellation);
            await reading;

            Assert.Equal(sent, received);
        }
    }

    [Fact]
    public async Task The_server_is_told_when_the_stream_is_closed()
    {
        var closed = new TaskCompletionSource<WebSocketCloseStatus?>();
        await using var server = new LoopbackServer(async (stream, cancellation) =>
        {
            using var socket = await AcceptAsync(stream, cancellation);
            await socket.ReceiveAsync(new ArraySegment<byte>(new byte[10]), cancellation);
            closed.SetResult(socket.CloseStatus);
        });
        await using var connection = new Connection(Connection.To(server.Uri("ws")));

        await (await connection.OpenAsync()).DisposeAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await closed.Task.WaitAsync(connection.Cancellation));
    }

    [Theory]
    [InlineData(1008, "too many connections", "closed the WebSocket with code 1008 PolicyViolation: too many connections.")]
    [InlineData(1001, "", "closed the WebSocket with code 1001 EndpointUnavailable.")]
    [InlineData(4003, "quota", "closed the WebSocket with code 4003: quota.")]
    [InlineData(1000, "maintenance", "closed the WebSocket with code 1000 NormalClosure: maintenance.")]
    [InlineData(1000, "", null)]
    public async Task What_the_server_says_when_it_closes_is_in_the_fault(int code, string reason, string? said)
    {
        await using var server = new LoopbackServer(async (stream, cancellation) =>
        {
            using var socket = await AcceptAsync(stream, cancellation);
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, cancellation);
            await socket.ReceiveAsync(new ArraySegment<byte>(new byte[10]), cancellation);
        });
        await using var connection = new Connection(Connection.To(server.Uri("ws")));
        var stream = await connection.OpenAsync();

        var end = await Record.ExceptionAsync(async () =>
            Assert.Equal(0, await stream.ReadAsync(new byte[10], connection.Cancellation)));

        if (said is null)
        {
            Assert.Null(end);
            return;
        }

        var fault = Assert.IsType<ConnectFaultException>(end).Fault;
        Assert.Equal("ClosedByPeer", fault.Reason);
        Assert.EndsWith(said, fault.Message, StringComparison.Ordinal);
    }

    private static async Task EchoAsync(Stream stream, CancellationToken cancellation)
    {
        using var socket = await AcceptAsync(stream, cancellation);
        var buffer = new byte[400_000];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, length), part.MessageType, true, cancellation);
        }
    }

    /// <summary>.NET's own WebSocket behind a handshake of ours.</summary>
    private static async Task<WebSocket> AcceptAsync(Stream stream, CancellationToken cancellation)
    {
        var request = new byte[4096];
        var length = await stream.ReadAsync(request, cancellation);
        await stream.WriteAsync(Handshake(request[..length]), cancellation);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "mqtt" });
    }

    private static byte[] Handshake(byte[] request) => Latin(Accepting(Accept(request), "Sec-WebSocket-Protocol: mqtt\r\n"));

    private static string Accepting(string accept, string subprotocol) =>
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + $"{accept}\r\n{subprotocol}\r\n";

    private static string Accept(byte[] request)
    {
        const string Header = "Sec-WebSocket-Key: ";
        var text = Encoding.Latin1.GetString(request);
        var start = text.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1.
        return Convert.ToBase64String(SHA1.HashData(Latin(text[start..(start + 24)] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
