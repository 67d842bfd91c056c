namespace IoTLoad.Sandbox.Metrics;

/// <summary>One series of values, kept by minute. Safe for concurrent use, and cheap enough for every message.</summary>
public interface IMetricSeries
{
    /// <summary>Records a value now.</summary>
    void Add(double value = 1);
}
