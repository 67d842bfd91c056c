using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Peers;

/// <summary>
/// Ports for servers that must be told theirs. They lie below those that a system hands out by itself (Linux: from 32768, Windows and
/// macOS: from 49152), so that no connection or server of another test gets one between this answer and its use.
/// </summary>
public static class LoopbackPort
{
    private const int First = 10_000;
    private const int Last = 32_767;

    /// <summary>Ports that are free; all different.</summary>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<int> Free(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return [.. ports];
    }

    /// <summary>A port without a listener.</summary>
    public static int Closed() => Free(1)[0];

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
