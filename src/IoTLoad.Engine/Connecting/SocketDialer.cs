using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Engine.Connecting;

/// <summary>Opens TCP connections to one endpoint.</summary>
/// <param name="endpoint">Resolved endpoint.</param>
/// <param name="timeout">Time for a whole attempt; an address that stays silent gets its share of it.</param>
internal sealed class SocketDialer(EndpointAddress endpoint, TimeSpan timeout)
{
    /// <summary>IP_BIND_ADDRESS_NO_PORT of Linux's in.h.</summary>
    private const int BindAddressNoPort = 24;

    // The address that answered last. Shared by all devices of the endpoint, so that an address that does not answer
    // (localhost's ::1 before 127.0.0.1) costs one attempt, not one for each device.
    private int _preferred;

    /// <summary>Connects, trying the host's addresses one after the other.</summary>
    /// <param name="local">Address to connect from; null lets the system choose.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">No address answered; the last one's error.</exception>
    public async ValueTask<Socket> DialAsync(IPAddress? local, CancellationToken cancellation)
    {
        var addresses = endpoint.Addresses;
        var first = Volatile.Read(ref _preferred);
        for (var attempt = 0; ; attempt++)
        {
            var index = (first + attempt) % addresses.Count;
            var isLast = attempt == addresses.Count - 1;
            if (local is not null && local.AddressFamily != addresses[index].AddressFamily)
            {
                if (isLast)
                {
                    throw new SocketException((int)SocketError.AddressFamilyNotSupported);
                }

                continue;
            }

            try
            {
                var socket = await ConnectAsync(addresses[index], local, isLast ? Timeout.InfiniteTimeSpan : timeout / addresses.Count, cancellation);
                Volatile.Write(ref _preferred, index);
                return socket;
            }
            catch (Exception exception) when (!isLast && !cancellation.IsCancellationRequested && IsOfAddress(exception))
            {
                // The next address may answer. What the last one says is thrown.
            }
        }
    }

    /// <summary>Whether another address could do better; running out of ports or descriptors is not the address's fault.</summary>
    private static bool IsOfAddress(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode is not (SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable),
        OperationCanceledException => true,
        _ => false,
    };

    private async ValueTask<Socket> ConnectAsync(IPAddress remote, IPAddress? local, TimeSpan limit, CancellationToken cancellation)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (local is not null)
            {
                Bind(socket, local);
            }

            using var timer = limit == Timeout.InfiniteTimeSpan ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timer?.CancelAfter(limit);
            await socket.ConnectAsync(new IPEndPoint(remote, endpoint.Port), timer?.Token ?? cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Bind(Socket socket, IPAddress local)
    {
        if (OperatingSystem.IsLinux())
        {
            // Leaves the choice of the port to connect(), which needs it to be free only for this one remote address. A port
            // taken by bind() is taken for all of them, and a few endpoints would share one address's ports.
            socket.SetRawSocketOption(0, BindAddressNoPort, BitConverter.GetBytes(1));
        }

        socket.Bind(new IPEndPoint(local, 0));
    }
}
