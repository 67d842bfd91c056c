using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Bench.Peers;

/// <summary>
/// The least that an MQTT 3.1.1 publisher takes for a broker: CONNECT, PINGREQ and QoS 1 PUBLISH are answered, and nothing is
/// routed or kept; or, where its endpoint is http, the least that a publisher over HTTP takes for a server. What is measured against it
/// is the generator's own speed.
/// </summary>
internal static class AckSink
{
    /// <summary>Name of the case that serves.</summary>
    public const string Worker = "ack-sink";

    /// <summary>Serves until the process is ended.</summary>
    public static async Task<bool> ServeAsync(BenchOptions options)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Endpoint!.Port));
        listener.Listen(4096);
        while (true)
        {
            var socket = await listener.AcceptAsync();
            _ = Task.Run(options.Endpoint.Scheme == "http"
                ? new HttpSinkConnection(socket).RunAsync : new AckSinkConnection(socket).RunAsync);
        }
    }
}
