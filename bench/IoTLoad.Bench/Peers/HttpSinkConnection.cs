using System.Net.Sockets;
using System.Text;

namespace IoTLoad.Bench.Peers;

/// <summary>One connection of the sink over HTTP/1.1: says 200 to each request, and keeps nothing of it.</summary>
internal sealed class HttpSinkConnection(Socket socket)
{
    private readonly byte[] _received = new byte[16 * 1024];

    /// <summary>The answer to every request.</summary>
    public static byte[] Answer { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    /// <summary>Answers until the peer closes.</summary>
    public async Task RunAsync()
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                var held = 0;
                while (await socket.ReceiveAsync(_received.AsMemory(held)) is var count && count > 0)
                {
                    held += count;
                    var at = 0;
                    while (SizeOf(_received.AsSpan(at, held - at)) is > 0 and var size)
                    {
                        at += size;
                        await socket.SendAsync(Answer);
                    }

                    _received.AsSpan(at, held - at).CopyTo(_received);
                    held -= at;
                }
            }
            catch (SocketException)
            {
                // The publisher has gone, which is how each round ends.
            }
        }
    }

    /// <summary>Bytes of the first request; 0 if it has not arrived whole.</summary>
    private static int SizeOf(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return 0;
        }

        var length = Encoding.ASCII.GetString(received[..head]).Split("\r\n")
            .First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
        var size = head + 4 + int.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
        return size <= received.Length ? size : 0;
    }
}
