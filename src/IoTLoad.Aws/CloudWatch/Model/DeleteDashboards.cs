using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>Input of DeleteDashboards. Deletes dashboards: all of them, or none where one does not exist.</summary>
public class DeleteDashboardsRequest : AmazonCloudWatchRequest
{
    internal static readonly Structure<DeleteDashboardsRequest> Shape = new()
    {
        { "DashboardNames", Shapes.Texts, r => r.DashboardNames, (r, v) => r.DashboardNames = v },
    };

    internal static readonly Operation<DeleteDashboardsRequest, DeleteDashboardsResponse> Operation = new(
        CloudWatchService.Instance, "DeleteDashboards", Shape);

    /// <summary>Names of the dashboards. Required.</summary>
    public List<string>? DashboardNames { get; set; }
}

/// <summary>Output of DeleteDashboards: nothing but that it succeeded.</summary>
public class DeleteDashboardsResponse : AmazonWebServiceResponse;
