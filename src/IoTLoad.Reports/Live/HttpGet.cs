using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Live;

/// <summary>
/// As much of HTTP/1.1 (RFC 9112) as a browser needs for a page and its events: GET, one request a connection. ASP.NET Core would do
/// more, and is no part of PowerShell.
/// </summary>
internal static class HttpGet
{
    private const int LongestRequest = 16 * 1024;
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(5);

    /// <summary>Reads a request.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="address">The server's own address.</param>
    /// <param name="token">What the request must know.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>OK and the path, or why it is refused.</returns>
    public static async Task<(HttpStatusCode Status, string Path)> ReadAsync(
        NetworkStream stream, Uri address, string token, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ReadTime);
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = length == buffer.Length ? 0 : await stream.ReadAsync(buffer.AsMemory(length), limit.Token);
            if (read == 0)
            {
                return (HttpStatusCode.BadRequest, "");
            }

            length += read;
        }

        var lines = Encoding.Latin1.GetString(buffer, 0, length).Split("\r\n");
        var request = lines[0].Split(' ');
        if (request is not ["GET", ['/', ..] target, "HTTP/1.1"])
        {
            return (HttpStatusCode.MethodNotAllowed, "");
        }

        // A name of an attacker's that now resolves to loopback comes with that name as host.
        var host = lines.FirstOrDefault(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))?[5..].Trim();
        if (host != address.Authority && host != Text($"localhost:{address.Port}"))
        {
            return (HttpStatusCode.MisdirectedRequest, "");
        }

        var (path, query) = target.Split('?', 2) is [var before, var after] ? (before, after) : (target, "");
        var known = CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(query), Encoding.Latin1.GetBytes($"token={token}"));
        return known ? (HttpStatusCode.OK, path) : (HttpStatusCode.Forbidden, "");
    }

    /// <summary>Writes an answer; with no body, only its head, and the body follows until the connection ends.</summary>
    public static async Task WriteAsync(
        NetworkStream stream, HttpStatusCode status, string type, string? body, CancellationToken cancellation)
    {
        var bytes = body is null ? [] : Encoding.UTF8.GetBytes(body);
        var length = body is null ? "" : Text($"Content-Length: {bytes.Length}\r\n");
        var head = Text($"HTTP/1.1 {(int)status} {status}\r\nContent-Type: {type}\r\n{length}Connection: close\r\n")
            + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), cancellation);
        await stream.WriteAsync(bytes, cancellation);
    }
}
