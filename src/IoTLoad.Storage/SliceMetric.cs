using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage;

/// <summary>A metric that every second of every shard has a value of.</summary>
internal sealed record SliceMetric(string Name, string Unit, string Statistic, Func<Slice, double> Of)
{
    public static IReadOnlyList<SliceMetric> All { get; } =
    [
        Sum("Intended", counters => counters.Intended),
        Sum("Published", counters => counters.Published),
        Sum("Missed", counters => counters.Missed),
        Sum("Acked", counters => counters.Acked),
        Sum("Failed", counters => counters.Failed),
        Sum("Unacked", counters => counters.Unacked),
        Sum("Expected", counters => counters.Expected),
        Sum("Received", counters => counters.Received),
        Sum("Surplus", counters => counters.Surplus),
        Sum("Duplicates", counters => counters.Duplicates),
        Sum("OutOfOrder", counters => counters.OutOfOrder),
        Sum("Lost", counters => counters.Lost),
        Sum("Foreign", counters => counters.Foreign),
        Sum("PublishedBytes", counters => counters.PublishedBytes, "Bytes"),
        Sum("ReceivedBytes", counters => counters.ReceivedBytes, "Bytes"),
        Sum("ConnectAttempts", counters => counters.ConnectAttempts),
        Sum("Connected", counters => counters.Connected),
        Sum("ConnectFailed", counters => counters.ConnectFailed),
        Sum("Disconnected", counters => counters.Disconnected),
        Sum("Churned", counters => counters.Churned),
        new("Online", "Count", "Last", slice => slice.Online),
        new("TargetRate", "Count/Second", "Last", slice => slice.TargetRate),
        new("CpuPercent", "Percent", "Mean", slice => slice.CpuPercent),
        new("GcPause", "Milliseconds", "Sum", slice => slice.GcPauseMilliseconds),
    ];

    private static SliceMetric Sum(string name, Func<Counters, double> of, string unit = "Count") =>
        new(name, unit, "Sum", slice => of(slice.Counters));
}
