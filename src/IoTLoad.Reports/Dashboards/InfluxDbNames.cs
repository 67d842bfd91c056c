namespace IoTLoad.Reports.Dashboards;

/// <summary>Names in queries.</summary>
internal static class InfluxDbNames
{
    /// <summary>A quoted name. All names here are IoTLoad's own: letters, digits and underscores.</summary>
    public static string Quote(string name) => $"\"{name}\"";
}
