using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage;

/// <summary>One of the five latencies: its metric's name, and where slices keep it.</summary>
internal sealed record LatencySource(string Name, Func<LatencySet, string?> EncodedOf)
{
    public static IReadOnlyList<LatencySource> All { get; } =
    [
        new("Connect", set => set.Connect),
        new("Ack", set => set.Ack),
        new("AckService", set => set.AckService),
        new("RoundTrip", set => set.RoundTrip),
        new("ScheduleLag", set => set.ScheduleLag),
    ];
}
