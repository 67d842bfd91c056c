using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Bench.Peers;

/// <summary>Ports for servers that must be told theirs.</summary>
internal static class FreePort
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
