using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A warning on a dashboard.</summary>
public class DashboardValidationMessage
{
    internal static readonly Structure<DashboardValidationMessage> Shape = new()
    {
        { "DataPath", Shapes.Text, r => r.DataPath, (r, v) => r.DataPath = v },
        { "Message", Shapes.Text, r => r.Message, (r, v) => r.Message = v },
    };

    /// <summary>Path to the part of the dashboard.</summary>
    public string? DataPath { get; set; }

    /// <summary>Message.</summary>
    public string? Message { get; set; }
}
