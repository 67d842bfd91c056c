using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DetachPolicy. Detaches a policy from a target.</summary>
public class DetachPolicyRequest : AmazonIoTRequest
{
    internal static readonly Structure<DetachPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v },
    };

    internal static readonly Operation<DetachPolicyRequest, DetachPolicyResponse> Operation = new(
        IoTService.Instance, "DetachPolicy", "POST", "/target-policies/{policyName}", Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>ARN of the certificate, thing group or identity. Required.</summary>
    public string? Target { get; set; }
}

/// <summary>Output of DetachPolicy: nothing but that it succeeded.</summary>
public class DetachPolicyResponse : AmazonWebServiceResponse;
