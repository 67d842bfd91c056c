using System.Net;

namespace IoTLoad.Engine.Connecting.Sockets;

/// <summary>A node to connect to: what the plan's URI says, and the addresses of its host.</summary>
/// <param name="Host">Host name or address, without brackets.</param>
/// <param name="Port">Port, the scheme's default where the URI has none.</param>
/// <param name="UsesTls">Whether the connection is encrypted.</param>
/// <param name="Uri">For WebSocket and HTTP, the URI that the plan has, whose path counts; otherwise null.</param>
/// <param name="Addresses">The host's addresses, in the resolver's order; empty until resolved.</param>
internal sealed record EndpointAddress(string Host, int Port, bool UsesTls, Uri? Uri, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>How long the host's name took to look up; zero for an address, and for a name that another node has too.</summary>
    public TimeSpan Lookup { get; init; }

    /// <summary>The node in messages: scheme, host, port and path; never a query, which may carry a signature.</summary>
    public string Text => Uri is null
        ? $"{(UsesTls ? "mqtts" : "mqtt")}://{Authority}"
        : $"{Uri.Scheme}://{Authority}{(Uri.AbsolutePath == "/" ? "" : Uri.AbsolutePath)}";

    /// <summary>Whether a connection starts with a WebSocket handshake.</summary>
    public bool UsesWebSocket => Uri?.Scheme is "ws" or "wss";

    /// <summary>Host and port, as a URI has them.</summary>
    public string Authority => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>The node in messages.</summary>
    public override string ToString() => Text;
}
