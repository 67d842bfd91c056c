using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IoTLoad.Engine.Connecting.Sockets;

/// <summary>
/// A thread that waits with Linux's epoll for what happens on the sockets of load connections, and goes on with whoever waits for it.
/// .NET's own wait hands each arrival to the thread pool, which costs more than all else that a message needs (docs/performance.md).
/// </summary>
internal sealed class SocketPoller : IDisposable
{
    private const int AddSocket = 1;
    private const int CloseOnExec = 0x80000;
    private const int UnderWay = 115;
    private const int SystemFiles = 23;
    private const int ProcessFiles = 24;
    private const int Batch = 256;
    private const int LookMilliseconds = 500;

    // What may happen to a socket, in epoll's bits. Edge-triggered: each thing is told once, when it happens.
    private const uint In = 0x001;
    private const uint Out = 0x004;
    private const uint Error = 0x008;
    private const uint HangUp = 0x010;
    private const uint PeerDone = 0x2000;
    private const uint EdgeTriggered = 0x80000000;

    // struct epoll_event is packed on x86 alone.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventSize = DataAt + 8;

    private readonly ConcurrentDictionary<int, PolledStream> _streams = new();
    private readonly int _epoll;
    private volatile bool _ended;

    public SocketPoller(int number)
    {
        _epoll = epoll_create1(CloseOnExec);
        if (_epoll < 0)
        {
            throw Failed();
        }

        new Thread(Run) { Name = $"IoTLoad sockets {number}", IsBackground = true }.Start();
    }

    /// <summary>
    /// Begins to connect a socket that does not block; its stream learns how that ends. As <see cref="Socket.Connect(EndPoint)"/>,
    /// which would throw for what is the usual case here: that the answer is on its way.
    /// </summary>
    /// <exception cref="SocketException">It failed at once.</exception>
    public static void Connect(Socket socket, EndPoint remote)
    {
        var address = remote.Serialize();
        if (connect((int)socket.Handle, address.Buffer.ToArray(), address.Size) != 0 && Marshal.GetLastPInvokeError() != UnderWay)
        {
            // .NET has the exception for it.
            socket.Connect(remote);
        }
    }

    /// <summary>Tells <paramref name="stream"/> from now on what happens to its socket.</summary>
    public void Add(PolledStream stream)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        var descriptor = stream.Descriptor;
        _streams[descriptor] = stream;
        var wanted = new byte[EventSize];
        MemoryMarshal.Write(wanted, In | Out | PeerDone | EdgeTriggered);
        MemoryMarshal.Write(wanted.AsSpan(DataAt), descriptor);
        if (epoll_ctl(_epoll, AddSocket, descriptor, wanted) != 0)
        {
            var failed = Failed();
            _streams.TryRemove(descriptor, out _);
            throw failed;
        }
    }

    /// <summary>Tells a stream nothing more. Called before its socket is closed, which ends the system's part of it.</summary>
    public void Remove(PolledStream stream) => _streams.TryRemove(KeyValuePair.Create(stream.Descriptor, stream));

    /// <summary>Ends the thread soon, and closes the streams that are left.</summary>
    public void Dispose() => _ended = true;

    // The only other reasons that the system has are its limits of memory and of watches.
    private static SocketException Failed() => new((int)(Marshal.GetLastPInvokeError() is ProcessFiles or SystemFiles
        ? SocketError.TooManyOpenSockets : SocketError.NoBufferSpaceAvailable));

    private void Run()
    {
        var events = GC.AllocateArray<byte>(Batch * EventSize, pinned: true);
        while (!_ended)
        {
            var count = epoll_wait(_epoll, events, Batch, LookMilliseconds);
            for (var i = 0; i < count; i++)
            {
                var one = events.AsSpan(i * EventSize);
                var happened = MemoryMarshal.Read<uint>(one);

                // A descriptor may have been closed since, and opened as another's: that one then looks in vain.
                if (_streams.TryGetValue(MemoryMarshal.Read<int>(one[DataAt..]), out var stream))
                {
                    stream.Happened((happened & (Out | Error | HangUp)) != 0, (happened & (Error | HangUp | PeerDone)) != 0);
                }
            }
        }

        foreach (var stream in _streams.Values)
        {
            stream.Dispose();
        }

        _ = close(_epoll);
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int connect(int descriptor, byte[] address, int length);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_ctl(int epoll, int operation, int descriptor, byte[] wanted);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_wait(int epoll, [Out] byte[] events, int most, int milliseconds);
}

/// <summary>The pollers of one worker, which share its connections evenly.</summary>
internal sealed class SocketPollers : IDisposable
{
    private const int Most = 16;

    private readonly SocketPoller[] _pollers =
        [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, Most)).Select(number => new SocketPoller(number))];

    private int _turn;

    /// <summary>One for each processor, up to 16; null where the system is not Linux, and .NET waits for the sockets.</summary>
    public static SocketPollers? Create() => OperatingSystem.IsLinux() ? new() : null;

    /// <summary>The one whose turn it is.</summary>
    public SocketPoller Next() => _pollers[(uint)Interlocked.Increment(ref _turn) % _pollers.Length];

    /// <summary>Ends their threads soon. All connections are closed by then, or will be.</summary>
    public void Dispose()
    {
        foreach (var poller in _pollers)
        {
            poller.Dispose();
        }
    }
}
