using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Engine.Connecting.Sockets;

/// <summary>
/// Opens TCP connections to one endpoint, spread evenly over the addresses of its host. An address that fails is left out for a while,
/// and the host's name is then looked up again, because it may have moved.
/// </summary>
/// <param name="endpoint">Resolved endpoint.</param>
/// <param name="timeout">Time for a whole attempt; an address that stays silent gets its share of it.</param>
/// <param name="pollers">Wait for the connections; null where .NET does.</param>
/// <param name="lookUp">Finds the addresses of a host; the system's resolver by default.</param>
internal sealed class SocketDialer(
    EndpointAddress endpoint, TimeSpan timeout, SocketPollers? pollers, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
{
    /// <summary>IP_BIND_ADDRESS_NO_PORT of Linux's in.h.</summary>
    private const int BindAddressNoPort = 24;

    private const long LeftOutMilliseconds = 30_000;
    private const long LookUpMilliseconds = 2_000;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookUp = lookUp ?? Dns.GetHostAddressesAsync;
    private volatile Target[] _targets = [.. endpoint.Addresses.Select(address => new Target(address))];
    private long _nextLookUp;

    /// <summary>Connects, trying the host's addresses one after the other.</summary>
    /// <param name="number">Number of the connection among those to this endpoint; it decides which address is tried first.</param>
    /// <param name="local">Address to connect from; null lets the system choose.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">No address answered; the last one's error.</exception>
    public async ValueTask<TcpConnection> DialAsync(int number, IPAddress? local, CancellationToken cancellation)
    {
        var targets = InOrder(number, local);
        if (targets.Count == 0)
        {
            throw new SocketException((int)SocketError.AddressFamilyNotSupported);
        }

        for (var attempt = 0; ; attempt++)
        {
            var isLast = attempt == targets.Count - 1;
            try
            {
                var limit = isLast ? Timeout.InfiniteTimeSpan : timeout / targets.Count;
                var connection = await ConnectAsync(targets[attempt].Address, local, limit, cancellation);
                targets[attempt].LeftOutUntil = 0;
                return connection;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested && IsOfAddress(exception))
            {
                targets[attempt].LeftOutUntil = Environment.TickCount64 + LeftOutMilliseconds;
                await LookUpAgainAsync(cancellation);
                if (isLast)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The addresses to try: from the connection's own on, and those that are left out for now last.</summary>
    private List<Target> InOrder(int number, IPAddress? local)
    {
        var targets = _targets;
        var usable = targets.Where(target => local is null || local.AddressFamily == target.Address.AddressFamily).ToList();
        var now = Environment.TickCount64;
        var first = usable.Count == 0 ? 0 : number % usable.Count;
        return [.. usable.Skip(first).Concat(usable.Take(first)).OrderBy(target => target.LeftOutUntil > now)];
    }

    private async ValueTask LookUpAgainAsync(CancellationToken cancellation)
    {
        var due = Volatile.Read(ref _nextLookUp);
        var now = Environment.TickCount64;
        if (now < due || IPAddress.TryParse(endpoint.Host, out _)
            || Interlocked.CompareExchange(ref _nextLookUp, now + LookUpMilliseconds, due) != due)
        {
            return;
        }

        try
        {
            var known = _targets;
            var addresses = await _lookUp(endpoint.Host, cancellation);
            if (addresses.Length > 0)
            {
                _targets = [.. addresses.Select(
                    address => Array.Find(known, target => target.Address.Equals(address)) ?? new Target(address))];
            }
        }
        catch (SocketException)
        {
            // The name server does not answer: the addresses that are known stay.
        }
    }

    /// <summary>Whether another address could do better; running out of ports or descriptors is not the address's fault.</summary>
    private static bool IsOfAddress(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode is not (SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable),
        OperationCanceledException => true,
        _ => false,
    };

    private async ValueTask<TcpConnection> ConnectAsync(
        IPAddress remote, IPAddress? local, TimeSpan limit, CancellationToken cancellation)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Descriptors.KeepReserve(socket);
            socket.NoDelay = true;
            if (local is not null)
            {
                Bind(socket, local);
            }

            using var timer = limit == Timeout.InfiniteTimeSpan ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timer?.CancelAfter(limit);
            var target = new IPEndPoint(remote, endpoint.Port);
            if (pollers is not null)
            {
                return new(socket, await PolledStream.ConnectAsync(socket, target, pollers.Next(), timer?.Token ?? cancellation));
            }

            await socket.ConnectAsync(target, timer?.Token ?? cancellation);
            return new(socket, new NetworkStream(socket, ownsSocket: true));
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

    /// <summary>An address, and until when (on the system's tick count) others are tried before it.</summary>
    private sealed class Target(IPAddress address)
    {
        private long _leftOutUntil;

        public IPAddress Address => address;

        public long LeftOutUntil
        {
            get => Volatile.Read(ref _leftOutUntil);
            set => Volatile.Write(ref _leftOutUntil, value);
        }
    }
}

/// <summary>A connection that was opened.</summary>
/// <param name="Socket">Its socket, which belongs to the stream.</param>
/// <param name="Stream">Reads and writes it.</param>
internal readonly record struct TcpConnection(Socket Socket, Stream Stream)
{
    /// <summary>Ends it by RST, and drops what was not sent.</summary>
    public void Reset()
    {
        // That is what close() does with a linger time of 0.
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
        Stream.Dispose();
    }
}
