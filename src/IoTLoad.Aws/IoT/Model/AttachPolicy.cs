using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of AttachPolicy. Attaches a policy to a certificate, a thing group or an identity.</summary>
public class AttachPolicyRequest : AmazonIoTRequest
{
    internal static readonly Structure<AttachPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v },
    };

    internal static readonly Operation<AttachPolicyRequest, AttachPolicyResponse> Operation = new(
        IoTService.Instance, "AttachPolicy", "PUT", "/target-policies/{policyName}", Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>ARN of the certificate, thing group or identity. Required.</summary>
    public string? Target { get; set; }
}

/// <summary>Output of AttachPolicy: nothing but that it succeeded.</summary>
public class AttachPolicyResponse : AmazonWebServiceResponse;
