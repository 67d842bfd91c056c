using System.Globalization;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Running;

/// <summary>Whether this machine can hold a plan's connections; asked before anything is started.</summary>
internal static class MachineLimits
{
    /// <summary>Descriptors that a host, its files and its runtime need beside the connections.</summary>
    private const int SpareDescriptors = 100;

    /// <summary>Dynamic ports of Windows and macOS: 49152 to 65535.</summary>
    private const int DefaultPorts = 16384;

    /// <summary>Checks file descriptors and local ports for the connections of one shard.</summary>
    /// <exception cref="LoadException">TooFewFileDescriptors or TooFewLocalPorts.</exception>
    public static void Check(ShardPlan shard) => Check(shard.Plan, shard.Connections);

    /// <summary>Checks them for a number of connections to a plan's endpoints.</summary>
    /// <exception cref="LoadException">TooFewFileDescriptors or TooFewLocalPorts.</exception>
    public static void Check(LoadPlan plan, int connections)
    {
        CheckDescriptors(plan, connections, DescriptorLimit(), OpenDescriptors());
        CheckPorts(plan, connections, PortRange());
    }

    /// <summary>Checks against a given limit and number of open descriptors.</summary>
    internal static void CheckDescriptors(LoadPlan plan, int connections, long? limit, int open)
    {
        // The embedded broker holds the other end of each connection in this process.
        var perConnection = plan.Endpoints.Count == 0 ? 2 : 1;
        var needed = ((long)connections * perConnection) + open + SpareDescriptors;
        if (limit is null || needed <= limit)
        {
            return;
        }

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

    private static long? DescriptorLimit()
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
        {
            return null;
        }

        var line = File.ReadLines(limits).FirstOrDefault(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words?.Length > 3 && long.TryParse(words[3], CultureInfo.InvariantCulture, out var soft) ? soft : null;
    }

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
}
