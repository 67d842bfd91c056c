using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Faults;

/// <summary>From the exceptions of sockets, TLS and WebSocket to a <see cref="ConnectFault"/>.</summary>
internal static class FaultClassification
{
    /// <summary>The fault behind an exception.</summary>
    public static ConnectFault Classify(Exception exception, string endpoint)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var chain = Chain(exception).ToList();
        if (chain.OfType<ConnectFaultException>().FirstOrDefault() is { } known)
        {
            return known.Fault;
        }

        if (chain.OfType<LoadException>().FirstOrDefault() is { } error)
        {
            // A signer's: it has said all that there is to say.
            return new ConnectFault(error.ErrorId, error.Message, error.RecommendedAction, error.Kind);
        }

        if (TlsAlert.Find(chain) is { } alert)
        {
            return TlsFaults.FromAlert(alert, endpoint, serverWasTrusted: true);
        }

        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return FromSocket(socket, endpoint);
        }

        if (chain.Any(each => each is OperationCanceledException or TimeoutException))
        {
            return Timeout(endpoint);
        }

        if (chain.OfType<WebSocketException>().FirstOrDefault() is { } webSocket)
        {
            return FromWebSocket(webSocket, endpoint);
        }

        return exception switch
        {
            AuthenticationException => TlsFaults.HandshakeFailed(endpoint, chain[^1].Message),
            ObjectDisposedException or EndOfStreamException => ConnectFault.Closed(endpoint),
            _ => new("ConnectionLost", $"The connection to {endpoint} failed: {chain[^1].Message}", "", LoadErrorKind.ConnectionFailed),
        };
    }

    /// <summary>The connection ended early, by a reset or in good order.</summary>
    /// <param name="exception">What ended it; null for the end of the stream.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="when">When, as the end of the sentence "the endpoint closed the connection ...".</param>
    public static ConnectFault ClosedOrReset(Exception? exception, string endpoint, string when)
    {
        var isReset = exception is not null && Chain(exception).OfType<SocketException>().Any();
        return ConnectFault.Closed(endpoint) with
        {
            Reason = isReset ? "ConnectionReset" : "ClosedByPeer",
            Message = $"{endpoint} {(isReset ? "reset" : "closed")} the connection {when}.",
            Advice = "The broker may be overloaded or restarting; its log has the reason.",
        };
    }

    /// <summary>The exception and all that are inside it, outermost first.</summary>
    public static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var each = exception; each is not null; each = each.InnerException)
        {
            yield return each;
        }
    }

    private static ConnectFault Timeout(string endpoint) => new(
        "Timeout",
        $"{endpoint} did not answer in time.",
        $"Check address, port and firewall; under load, lower {PlanField.ConnectRate} or raise {PlanField.ConnectTimeout}.",
        LoadErrorKind.ConnectionFailed);

    private static ConnectFault FromSocket(SocketException exception, string endpoint)
    {
        return exception.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Failed(
                "ConnectionRefused",
                $"{endpoint} refused the connection.",
                $"Check that the broker is running and listens on this port; under load, lower {PlanField.ConnectRate}."),
            SocketError.HostUnreachable or SocketError.HostDown => Failed(
                "HostUnreachable", $"No route to the host of {endpoint}.", "Check address, routes and firewall."),
            SocketError.NetworkUnreachable or SocketError.NetworkDown => Failed(
                "NetworkUnreachable", $"No route to the network of {endpoint}.", "Check this machine's network and routes."),
            SocketError.TimedOut => Timeout(endpoint),
            SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => new(
                "AddressNotAvailable",
                $"No local port is left for a connection to {endpoint}.",
                "One local address holds as many connections to one endpoint as it has ephemeral ports (Linux: "
                    + $"net.ipv4.ip_local_port_range, about 28,000): add addresses with {PlanField.LocalAddresses}, or widen the range.",
                LoadErrorKind.ResourceExhausted),
            SocketError.TooManyOpenSockets => new(
                "TooManyOpenFiles",
                $"No file descriptor is left for a connection to {endpoint}.",
                "Raise the limit of open files (ulimit -n), or use fewer devices.",
                LoadErrorKind.ResourceExhausted),
            SocketError.NoBufferSpaceAvailable => new(
                "OutOfSocketMemory",
                $"The system has no memory left for a connection to {endpoint}.",
                "Use fewer devices, or raise the system's limits for socket memory.",
                LoadErrorKind.ResourceExhausted),
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Failed(
                "ConnectionReset",
                $"{endpoint} reset the connection.",
                "Look in the broker's log, and in those of load balancers on the way, for the reason."),
            SocketError.OperationAborted => Timeout(endpoint),
            _ => Failed($"Socket{exception.SocketErrorCode}", $"The connection to {endpoint} failed: {exception.Message}", ""),
        };
    }

    private static ConnectFault FromWebSocket(WebSocketException exception, string endpoint) =>
        exception.WebSocketErrorCode switch
        {
            WebSocketError.ConnectionClosedPrematurely or WebSocketError.InvalidState => ConnectFault.Closed(endpoint),
            WebSocketError.Success or WebSocketError.NativeError => Failed(
                "ConnectionLost", $"The connection to {endpoint} failed: {exception.Message}", ""),
            _ => ConnectFault.Protocol(endpoint, "sent WebSocket frames that are not allowed"),
        };

    private static ConnectFault Failed(string reason, string message, string advice) =>
        new(reason, message, advice, LoadErrorKind.ConnectionFailed);
}
