using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListPolicyVersions. Lists the versions of a policy.</summary>
public class ListPolicyVersionsRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListPolicyVersionsRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
    };

    internal static readonly Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> Operation = new(
        IoTService.Instance, "ListPolicyVersions", "GET", "/policies/{policyName}/version", Shape, ListPolicyVersionsResponse.Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }
}

/// <summary>Output of ListPolicyVersions.</summary>
public class ListPolicyVersionsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListPolicyVersionsResponse> Shape = new()
    {
        { "policyVersions", Shapes.List(PolicyVersion.Shape), r => r.PolicyVersions, (r, v) => r.PolicyVersions = v },
    };

    /// <summary>The versions.</summary>
    public List<PolicyVersion>? PolicyVersions { get; set; }
}
