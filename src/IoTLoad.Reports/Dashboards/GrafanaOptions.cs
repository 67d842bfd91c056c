namespace IoTLoad.Reports.Dashboards;

/// <summary>The language that a Grafana data source for InfluxDB is set to.</summary>
public enum GrafanaLanguage
{
    /// <summary>InfluxQL: InfluxDB 1.x, and 2.x and 3.x with a mapping of the database to a bucket (DBRP).</summary>
    InfluxQl,

    /// <summary>Flux: InfluxDB 2.x.</summary>
    Flux,
}

/// <summary>What a Grafana dashboard shows, and where its data is.</summary>
public sealed record GrafanaOptions
{
    /// <summary>The dashboard's title.</summary>
    public string Title { get; init; } = "IoTLoad";

    /// <summary>The data source's language.</summary>
    public GrafanaLanguage Language { get; init; }

    /// <summary>Flux: the bucket that is chosen when the dashboard is opened.</summary>
    public string Bucket { get; init; } = "loadtest";

    /// <summary>UID of the data source that is chosen when the dashboard is opened; null takes Grafana's default one.</summary>
    public string? DataSource { get; init; }
}
