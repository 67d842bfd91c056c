using System.Net;
using System.Net.Sockets;
using IoTLoad.Engine.Connecting.Sockets;

namespace IoTLoad.Engine.Connecting;

/// <summary>The local addresses that devices connect from.</summary>
internal static class LocalAddresses
{
    /// <summary>Parses the addresses, and checks that each belongs to this machine and can reach every endpoint.</summary>
    /// <param name="addresses">Addresses as text; empty lets the system choose.</param>
    /// <param name="endpoints">Resolved endpoints.</param>
    /// <exception cref="LoadException">LocalAddressInvalid.</exception>
    public static IReadOnlyList<IPAddress> Check(IReadOnlyList<string> addresses, IReadOnlyList<EndpointAddress> endpoints)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(endpoints);
        return [.. addresses.Select(text => Check(text, endpoints))];
    }

    private static IPAddress Check(string text, IReadOnlyList<EndpointAddress> endpoints)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            throw Invalid(text, "is not an IP address", "Write addresses such as 10.0.0.7, not names or interfaces.");
        }

        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, 0));
        }
        catch (SocketException exception)
        {
            throw Invalid(
                text, "is not an address of this machine", "Use one that the network interfaces list (ip addr), or add it.", exception);
        }

        if (endpoints.FirstOrDefault(each => each.Addresses.All(remote => remote.AddressFamily != address.AddressFamily)) is { } other)
        {
            var family = address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            throw Invalid(text, $"is {family}, and {other.Host} has no {family} address", "Use a local address of the endpoint's family.");
        }

        return address;
    }

    private static LoadException Invalid(string text, string why, string action, Exception? inner = null) =>
        LoadException.InvalidInput("LocalAddressInvalid", $"The local address {text} {why}.", action, text, inner);
}
