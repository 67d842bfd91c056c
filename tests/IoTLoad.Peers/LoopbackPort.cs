using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Peers;

/// <summary>Ports for servers that must be told theirs.</summary>
public static class LoopbackPort
{
    /// <summary>Ports that were free a moment ago; all different.</summary>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<int> Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    /// <summary>A port without a listener.</summary>
    public static int Closed() => Free(1)[0];
}
