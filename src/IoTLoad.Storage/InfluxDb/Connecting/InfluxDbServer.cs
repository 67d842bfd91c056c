namespace IoTLoad.Storage.InfluxDb;

/// <summary>The API that a server speaks.</summary>
public enum InfluxDbKind
{
    /// <summary>InfluxDB 1.x: <c>/write</c> and InfluxQL.</summary>
    V1,

    /// <summary>InfluxDB 2.x: <c>/api/v2/write</c>, Flux and InfluxQL.</summary>
    V2,

    /// <summary>InfluxDB 3.x: <c>/api/v2/write</c> and InfluxQL.</summary>
    V3,

    /// <summary>Another product that takes InfluxDB's writes and answers no queries of its, such as VictoriaMetrics.</summary>
    Writer,
}

/// <summary>What a server says it is.</summary>
/// <param name="Kind">The API that it speaks.</param>
/// <param name="Product">Name of the product.</param>
/// <param name="Version">Its version; empty where it does not tell.</param>
public sealed record InfluxDbServer(InfluxDbKind Kind, string Product, string Version)
{
    /// <summary>Product and version.</summary>
    public override string ToString() => $"{Product} {Version}".TrimEnd();
}
