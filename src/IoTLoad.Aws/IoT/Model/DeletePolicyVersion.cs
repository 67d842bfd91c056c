using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DeletePolicyVersion. Deletes a version of a policy that is not the default one.</summary>
public class DeletePolicyVersionRequest : AmazonIoTRequest
{
    internal static readonly Structure<DeletePolicyVersionRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "policyVersionId", Shapes.Text, r => r.PolicyVersionId, (r, v) => r.PolicyVersionId = v, Place.Path },
    };

    internal static readonly Operation<DeletePolicyVersionRequest, DeletePolicyVersionResponse> Operation = new(
        IoTService.Instance, "DeletePolicyVersion", "DELETE", "/policies/{policyName}/version/{policyVersionId}", Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>ID of the version. Required.</summary>
    public string? PolicyVersionId { get; set; }
}

/// <summary>Output of DeletePolicyVersion: nothing but that it succeeded.</summary>
public class DeletePolicyVersionResponse : AmazonWebServiceResponse;
