using System.Globalization;
using System.Runtime.InteropServices;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Running;

/// <summary>Whether this machine can hold a plan's connections, asked before anything is started; and room for them.</summary>
internal static class MachineLimits
{
    /// <summary>Descriptors that a host, its files and its runtime need beside the connections.</summary>
    private const int SpareDescriptors = 100;

    /// <summary>fcntl's F_DUPFD_CLOEXEC: a second descriptor of the same file, with at least the number that is given.</summary>
    private const int Duplicate = 1030;

    /// <summary>Dynamic ports of Windows and macOS: 49152 to 65535.</summary>
    private const int DefaultPorts = 16384;

    /// <summary>Checks file descriptors and local ports for the connections of one shard.</summary>
    /// <exception cref="LoadException">TooFewFileDescriptors or TooFewLocalPorts.</exception>
    public static void Check(ShardPlan shard) => Check(shard.Plan, shard.Connections);

    /// <summary>Checks them for a number of connections to a plan's endpoints.</summary>
    /// <exception cref="LoadException">TooFewFileDescriptors or TooFewLocalPorts.</exception>
    public static void Check(LoadPlan plan, int connections)
    {
        CheckDescriptors(plan, connections, Descriptors.Limit, OpenDescriptors());
        CheckPorts(plan, connections, PortRange());
    }

    /// <summary>
    /// Makes room for a plan's connections in the process's table of descriptors. Linux doubles it when it is full, and a process of
    /// several threads then stands still for 5 to 20 ms, on its way to 1,000 connections three times: that would be in their latencies.
    /// </summary>
    public static void MakeRoom(LoadPlan plan, int connections)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // A duplicate with a high number makes the table as large as that. One that is beyond the limit is refused, and changes nothing.
        using var any = File.OpenHandle("/dev/null");
        var last = (int)Math.Min(int.MaxValue, Needed(plan, connections, OpenDescriptors()));
        var duplicate = fcntl((int)any.DangerousGetHandle(), Duplicate, last);
        if (duplicate >= 0)
        {
            _ = close(duplicate);
        }
    }

    /// <summary>Checks against a given limit and number of open descriptors.</summary>
    internal static void CheckDescriptors(LoadPlan plan, int connections, long? limit, int open)
    {
        var needed = Needed(plan, connections, open);
        if (limit is null || needed <= limit)
        {
            return;
        }

        var perConnection = PerConnection(plan);
        var most = (limit.Value - open - SpareDescriptors) / perConnection;
        var endpoint = perConnection == 2
            ? $", or give an {PlanField.Endpoints}: the embedded broker holds a second descriptor for each" : "";
        throw LoadException.ResourceExhausted(
            "TooFewFileDescriptors",
            $"{connections} connections need {needed} file descriptors; this process may open {limit}.",
            $"Raise the limit in the shell that starts this process (ulimit -n {needed}), or use {Math.Max(0, most)} "
                + $"connections at most{endpoint}.",
            connections);
    }

    /// <summary>Checks against a given number of local ports.</summary>
    internal static void CheckPorts(LoadPlan plan, int connections, int ports)
    {
        var paths = Math.Max(1, plan.Endpoints.Count) * Math.Max(1, plan.LocalAddresses.Count);
        var perPath = (connections + paths - 1) / paths;
        if (perPath <= ports)
        {
            return;
        }

        throw LoadException.ResourceExhausted(
            "TooFewLocalPorts",
            $"{perPath} connections between one local address and one endpoint need as many local ports; this machine gives out {ports}.",
            $"Give {(connections + ports - 1) / ports} or more {PlanField.LocalAddresses}, or widen net.ipv4.ip_local_port_range.",
            connections);
    }

    private static long Needed(LoadPlan plan, int connections, int open) =>
        ((long)connections * PerConnection(plan)) + open + SpareDescriptors;

    /// <summary>The embedded broker holds the other end of each connection in this process.</summary>
    private static int PerConnection(LoadPlan plan) => plan.Endpoints.Count == 0 ? 2 : 1;

    private static int OpenDescriptors() =>
        Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : 0;

    private static int PortRange()
    {
        const string range = "/proc/sys/net/ipv4/ip_local_port_range";
        if (!File.Exists(range))
        {
            return DefaultPorts;
        }

        var ends = File.ReadAllText(range).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return int.Parse(ends[1], CultureInfo.InvariantCulture) - int.Parse(ends[0], CultureInfo.InvariantCulture) + 1;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command, int argument);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
}
