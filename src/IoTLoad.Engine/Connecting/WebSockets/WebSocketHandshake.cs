using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.WebSockets;

/// <summary>
/// The client's opening handshake of RFC 6455 section 4 on a stream that is connected already. ClientWebSocket would do it
/// over HttpClient's connection pool, which costs each device two HTTP buffers for as long as it lives, hides the status of
/// a refusal, and may hand one device's socket to another.
/// </summary>
internal static class WebSocketHandshake
{
    private const string Subprotocol = "mqtt";
    private const int MaxResponse = 16 * 1024;

    // "HTTP/1.1 101 ", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: " with 28 characters, ends of line.
    private const int ShortestResponse = 110;

    /// <summary>Upgrades a connection.</summary>
    /// <param name="transport">The connection; disposed with the returned stream, left alone on failure.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="node">The node it goes to.</param>
    /// <param name="text">The endpoint in messages.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectFaultException">The server refused, or does not speak WebSocket.</exception>
    /// <exception cref="IOException">TLS failed: a server of TLS 1.3 judges the client's certificate only now.</exception>
    public static async ValueTask<Stream> UpgradeAsync(
        Stream transport, WebSocketRequest request, ConnectorNode node, string text, CancellationToken cancellation)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await transport.WriteAsync(Compose(request, node.Endpoint, key), cancellation);
        var head = await ReadHeadAsync(transport, cancellation)
            ?? throw new ConnectFaultException(
                node.SpeaksWebSocket ? FaultClassification.ClosedOrReset(null, text, "in the WebSocket handshake") : NotSpoken(text));
        Check(head, key, text);
        node.SpeaksWebSocket = true;

        var socket = WebSocket.CreateFromStream(
            transport, new WebSocketCreationOptions { SubProtocol = Subprotocol, KeepAliveInterval = TimeSpan.Zero });
        return new WebSocketStream(socket, text);
    }

    /// <summary>The server answers with something else, or not at all.</summary>
    public static ConnectFault NotSpoken(string text) => new(
        "WebSocketNotSpoken",
        $"{text} does not answer a WebSocket handshake.",
        "Check the port, or use mqtt:// or mqtts:// with protocol Mqtt if this listener is not one for WebSocket.",
        LoadErrorKind.ConnectionFailed);

    private static byte[] Compose(WebSocketRequest request, EndpointAddress endpoint, string key)
    {
        var host = endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;
        var isDefaultPort = endpoint.Port == (endpoint.UsesTls ? 443 : 80);
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"GET {request.Uri.PathAndQuery} HTTP/1.1\r\n")
            .Append(CultureInfo.InvariantCulture, $"Host: {host}{(isDefaultPort ? "" : $":{endpoint.Port}")}\r\n")
            .Append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .Append(CultureInfo.InvariantCulture, $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {Subprotocol}\r\n");
        foreach (var (name, value) in request.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>
    /// Reads the response's head, and not a byte of the frames that may follow it: never more than must still come before
    /// the empty line can be complete. Null where the stream ends, or holds something else than HTTP.
    /// </summary>
    private static async ValueTask<string?> ReadHeadAsync(Stream transport, CancellationToken cancellation)
    {
        var buffer = new byte[MaxResponse];
        var length = 0;
        while (true)
        {
            var wanted = Math.Max(ShortestResponse - length, Missing(buffer.AsSpan(0, length)));
            if (length + wanted > buffer.Length)
            {
                return null;
            }

            var read = await transport.ReadAsync(buffer.AsMemory(length, wanted), cancellation);
            length += read;
            var head = buffer.AsSpan(0, length);
            if (read == 0 || !LooksLikeHttp(head))
            {
                return null;
            }

            var end = head.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Encoding.Latin1.GetString(head[..end]);
            }
        }
    }

    /// <summary>Bytes of the empty line that ends the head that have not come yet.</summary>
    private static int Missing(ReadOnlySpan<byte> head) =>
        head.EndsWith("\r\n\r"u8) ? 1 : head.EndsWith("\r\n"u8) ? 2 : head.EndsWith("\r"u8) ? 3 : 4;

    private static bool LooksLikeHttp(ReadOnlySpan<byte> head) =>
        head.Length < 5 ? "HTTP/"u8.StartsWith(head) : head.StartsWith("HTTP/"u8);

    private static void Check(string head, string key, string text)
    {
        var lines = head.Split("\r\n");
        var status = lines[0].Split(' ', 3);
        if (status.Length < 2 || status[1] != "101")
        {
            throw new ConnectFaultException(Refused(text, status.Length > 1 ? string.Join(' ', status[1..]).Trim() : "?"));
        }

        if (Header(lines, "Sec-WebSocket-Accept") != Accept(key))
        {
            throw new ConnectFaultException(
                ConnectFault.Protocol(text, "answered the WebSocket handshake with a wrong Sec-WebSocket-Accept"));
        }

        if (!string.Equals(Header(lines, "Sec-WebSocket-Protocol"), Subprotocol, StringComparison.OrdinalIgnoreCase))
        {
            throw new ConnectFaultException(new ConnectFault(
                "WebSocketSubprotocolRefused",
                $"{text} accepts WebSockets, but not the subprotocol {Subprotocol}.",
                "Check that port and path are those of the broker's MQTT listener.",
                LoadErrorKind.ConnectionFailed));
        }
    }

    private static string? Header(string[] lines, string name) => lines
        .Skip(1)
        .Select(line => line.Split(':', 2))
        .Where(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair[1].Trim())
        .FirstOrDefault();

    /// <summary>The value of Sec-WebSocket-Accept that answers a key.</summary>
    // RFC 6455 section 4.2.2 prescribes SHA-1 and this GUID; it protects nothing, it shows that the server speaks WebSocket.
#pragma warning disable CA5350
    public static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    private static ConnectFault Refused(string text, string status) => new(
        "WebSocketRefused",
        $"{text} refused the WebSocket handshake: HTTP {status}.",
        status[..Math.Min(3, status.Length)] switch
        {
            "404" => "Check the path; most brokers use /mqtt.",
            "401" or "403" => "Check credentials, and the broker's rules for WebSocket clients.",
            "429" or "503" => $"Lower {PlanField.ConnectRate}, or raise the platform's limit.",
            ['3', ..] => $"Give the address that it redirects to as {PlanField.Endpoints}.",
            _ => "Check that port and path are those of the broker's WebSocket listener.",
        },
        status.StartsWith("401", StringComparison.Ordinal) || status.StartsWith("403", StringComparison.Ordinal)
            ? LoadErrorKind.AuthenticationFailed
            : LoadErrorKind.ConnectionFailed);
}
