using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>Input of PutDashboard. Makes a dashboard, or replaces it.</summary>
public class PutDashboardRequest : AmazonCloudWatchRequest
{
    internal static readonly Structure<PutDashboardRequest> Shape = new()
    {
        { "DashboardName", Shapes.Text, r => r.DashboardName, (r, v) => r.DashboardName = v },
        { "DashboardBody", Shapes.Text, r => r.DashboardBody, (r, v) => r.DashboardBody = v },
        { "Tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<PutDashboardRequest, PutDashboardResponse> Operation = new(
        CloudWatchService.Instance, "PutDashboard", Shape, PutDashboardResponse.Shape);

    /// <summary>Name of the dashboard. Required.</summary>
    public string? DashboardName { get; set; }

    /// <summary>The dashboard, JSON. Required.</summary>
    public string? DashboardBody { get; set; }

    /// <summary>Tags.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of PutDashboard.</summary>
public class PutDashboardResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<PutDashboardResponse> Shape = new()
    {
        { "DashboardValidationMessages", Shapes.List(DashboardValidationMessage.Shape), r => r.DashboardValidationMessages, (r, v) => r.DashboardValidationMessages = v },
    };

    /// <summary>Warnings; the dashboard was put all the same.</summary>
    public List<DashboardValidationMessage>? DashboardValidationMessages { get; set; }
}
