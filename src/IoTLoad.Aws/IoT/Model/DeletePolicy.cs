using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DeletePolicy. Deletes a policy that has one version and no targets.</summary>
public class DeletePolicyRequest : AmazonIoTRequest
{
    internal static readonly Structure<DeletePolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
    };

    internal static readonly Operation<DeletePolicyRequest, DeletePolicyResponse> Operation = new(
        IoTService.Instance, "DeletePolicy", "DELETE", "/policies/{policyName}", Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }
}

/// <summary>Output of DeletePolicy: nothing but that it succeeded.</summary>
public class DeletePolicyResponse : AmazonWebServiceResponse;
