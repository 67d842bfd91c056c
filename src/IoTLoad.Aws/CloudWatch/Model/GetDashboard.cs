using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>Input of GetDashboard. Reads a dashboard.</summary>
public class GetDashboardRequest : AmazonCloudWatchRequest
{
    internal static readonly Structure<GetDashboardRequest> Shape = new()
    {
        { "DashboardName", Shapes.Text, r => r.DashboardName, (r, v) => r.DashboardName = v },
    };

    internal static readonly Operation<GetDashboardRequest, GetDashboardResponse> Operation = new(
        CloudWatchService.Instance, "GetDashboard", Shape, GetDashboardResponse.Shape);

    /// <summary>Name of the dashboard. Required.</summary>
    public string? DashboardName { get; set; }
}

/// <summary>Output of GetDashboard.</summary>
public class GetDashboardResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetDashboardResponse> Shape = new()
    {
        { "DashboardArn", Shapes.Text, r => r.DashboardArn, (r, v) => r.DashboardArn = v },
        { "DashboardBody", Shapes.Text, r => r.DashboardBody, (r, v) => r.DashboardBody = v },
        { "DashboardName", Shapes.Text, r => r.DashboardName, (r, v) => r.DashboardName = v },
    };

    /// <summary>ARN of the dashboard.</summary>
    public string? DashboardArn { get; set; }

    /// <summary>The dashboard, JSON.</summary>
    public string? DashboardBody { get; set; }

    /// <summary>Name of the dashboard.</summary>
    public string? DashboardName { get; set; }
}
