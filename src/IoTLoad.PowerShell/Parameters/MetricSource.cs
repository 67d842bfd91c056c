namespace IoTLoad.PowerShell.Parameters;

/// <summary>Where metrics are read from.</summary>
public enum MetricSource
{
    /// <summary>What the test itself measured, from the run store.</summary>
    Run,

    /// <summary>What AWS IoT Core and Lambda say of themselves, from Amazon CloudWatch.</summary>
    CloudWatch,

    /// <summary>What tests have written to InfluxDB.</summary>
    InfluxDB,
}
