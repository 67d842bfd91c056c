using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IoTLoad.Engine.Connecting.Sockets;

/// <summary>The file descriptors of this process, of which each connection takes one.</summary>
internal static class Descriptors
{
    /// <summary>
    /// What connections leave to the process. Without a descriptor, .NET's thread pool cannot start a thread, which ends the process and
    /// loses what it measured; libraries that are first needed in a fault cannot be loaded; and no result can be stored.
    /// </summary>
    private const int Reserve = 32;

    /// <summary>RLIMIT_NOFILE of Linux's resource.h.</summary>
    private const int OpenFiles = 7;

    /// <summary>One more than the highest number that a new one may have; null where the system is not Linux.</summary>
    public static long? Limit => OperatingSystem.IsLinux() && getrlimit(OpenFiles, out var limit) == 0
        ? (long)Math.Min(limit.Soft, long.MaxValue) : null;

    /// <summary>Fails if a new socket is one of the last that the process may have; the system gives the lowest free number.</summary>
    /// <exception cref="SocketException">TooManyOpenSockets, as where there is none at all.</exception>
    public static void KeepReserve(Socket socket)
    {
        if (socket.Handle >= Limit - Reserve)
        {
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getrlimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly nuint Soft;
        private readonly nuint _hard;
    }
}
