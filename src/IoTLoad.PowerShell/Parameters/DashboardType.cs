namespace IoTLoad.PowerShell.Parameters;

/// <summary>What a dashboard is for.</summary>
public enum DashboardType
{
    /// <summary>Grafana, over what tests have written to InfluxDB.</summary>
    Grafana,

    /// <summary>Amazon CloudWatch, over what AWS IoT Core and Lambda say of themselves.</summary>
    CloudWatch,
}
