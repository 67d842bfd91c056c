namespace IoTLoad.Engine.Reports;

/// <summary>The table of latencies, from which thresholds, metric points, InfluxDB, OTLP and a result's columns follow.</summary>
public sealed class LatencyMetric
{
    private readonly Func<LatencySet, string?> _encoded;

    private LatencyMetric(int index, string name, Func<LatencySet, string?> encoded, MeasuredWhen when = MeasuredWhen.Always,
        bool hasBuckets = false, bool isPart = false)
    {
        Index = index;
        Name = name;
        _encoded = encoded;
        When = when;
        HasBuckets = hasBuckets;
        IsPart = isPart;
    }

    /// <summary>From the intended connect time to CONNACK.</summary>
    public static LatencyMetric Connect { get; } = new(0, nameof(Connect), set => set.Connect, hasBuckets: true);

    /// <summary>From the intended connect time to the moment the generator began the attempt.</summary>
    public static LatencyMetric ConnectLag { get; } = new(1, nameof(ConnectLag), set => set.ConnectLag, isPart: true);

    /// <summary>The look-up of each endpoint's name, which happens once, before the test.</summary>
    public static LatencyMetric NameLookup { get; } = new(2, nameof(NameLookup), set => set.NameLookup, isPart: true);

    /// <summary>From the start of an attempt to an open TCP connection.</summary>
    public static LatencyMetric TcpConnect { get; } = new(3, nameof(TcpConnect), set => set.TcpConnect, isPart: true);

    /// <summary>The TLS handshake.</summary>
    public static LatencyMetric TlsHandshake { get; } = new(4, nameof(TlsHandshake), set => set.TlsHandshake, isPart: true);

    /// <summary>From the request to upgrade to WebSocket to its answer.</summary>
    public static LatencyMetric WebSocketUpgrade { get; } = new(5, nameof(WebSocketUpgrade), set => set.WebSocketUpgrade, isPart: true);

    /// <summary>From CONNECT to CONNACK.</summary>
    public static LatencyMetric MqttConnect { get; } = new(6, nameof(MqttConnect), set => set.MqttConnect, isPart: true);

    /// <summary>From the intended publish time to the acknowledgement.</summary>
    public static LatencyMetric Ack { get; } = new(7, nameof(Ack), set => set.Ack, MeasuredWhen.Acknowledged, hasBuckets: true);

    /// <summary>From the actual send to the acknowledgement.</summary>
    public static LatencyMetric AckService { get; } = new(8, nameof(AckService), set => set.AckService, MeasuredWhen.Acknowledged);

    /// <summary>From the intended publish time to receipt by a subscriber.</summary>
    public static LatencyMetric RoundTrip { get; } =
        new(9, nameof(RoundTrip), set => set.RoundTrip, MeasuredWhen.Tracked, hasBuckets: true);

    /// <summary>From the intended publish time to the moment the generator attended to it.</summary>
    public static LatencyMetric ScheduleLag { get; } = new(10, nameof(ScheduleLag), set => set.ScheduleLag);

    /// <summary>All latencies.</summary>
    public static IReadOnlyList<LatencyMetric> All { get; } =
    [
        Connect, ConnectLag, NameLookup, TcpConnect, TlsHandshake, WebSocketUpgrade, MqttConnect, Ack, AckService, RoundTrip, ScheduleLag,
    ];

    /// <summary>Its place in <see cref="All"/>.</summary>
    public int Index { get; }

    /// <summary>Its name, such as <c>RoundTrip</c>.</summary>
    public string Name { get; }

    /// <summary>What has to be so for it to be measured.</summary>
    public MeasuredWhen When { get; }

    /// <summary>Whether its distribution is stored for heat maps.</summary>
    public bool HasBuckets { get; }

    /// <summary>Whether it is a part of <see cref="Connect"/>. Of a part, a result has only the columns P50 and P99.</summary>
    public bool IsPart { get; }

    /// <summary>Whether a result has a column of a statistic.</summary>
    public bool HasColumn(LatencyStatistic statistic)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return statistic.IsColumn && (!IsPart || statistic.Key is "p50" or "p99");
    }

    /// <summary>Its encoded histogram in a set; null if nothing was recorded.</summary>
    public string? EncodedOf(LatencySet set) => _encoded(set);
}

/// <summary>The table of a latency's statistics.</summary>
/// <param name="Key">As fields, columns and thresholds have it, such as <c>p999</c>.</param>
/// <param name="Name">As metric points and tables have it, such as <c>p99.9</c>.</param>
/// <param name="Of">Its value in milliseconds; null if nothing was recorded.</param>
/// <param name="EverySecond">Whether each second has a point of it.</param>
/// <param name="IsColumn">Whether a result has a column of it.</param>
public sealed record LatencyStatistic(string Key, string Name, Func<LatencySummary, double?> Of, bool EverySecond = true,
    bool IsColumn = true)
{
    /// <summary>All statistics.</summary>
    public static IReadOnlyList<LatencyStatistic> All { get; } =
    [
        new("p50", "p50", summary => summary.P50),
        new("p90", "p90", summary => summary.P90, IsColumn: false),
        new("p95", "p95", summary => summary.P95),
        new("p99", "p99", summary => summary.P99),
        new("p999", "p99.9", summary => summary.P999),
        new("max", "Max", summary => summary.Max),
        new("mean", "Mean", summary => summary.Mean, IsColumn: false),
        new("min", "Min", summary => summary.Min, EverySecond: false, IsColumn: false),
    ];
}
