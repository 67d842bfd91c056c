using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of CreatePolicy. Makes a policy; its first version is the default one.</summary>
public class CreatePolicyRequest : AmazonIoTRequest
{
    internal static readonly Structure<CreatePolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<CreatePolicyRequest, CreatePolicyResponse> Operation = new(
        IoTService.Instance, "CreatePolicy", "POST", "/policies/{policyName}", Shape, CreatePolicyResponse.Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The policy, JSON. Required.</summary>
    public string? PolicyDocument { get; set; }

    /// <summary>Tags.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of CreatePolicy.</summary>
public class CreatePolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreatePolicyResponse> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
        { "policyArn", Shapes.Text, r => r.PolicyArn, (r, v) => r.PolicyArn = v },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "policyVersionId", Shapes.Text, r => r.PolicyVersionId, (r, v) => r.PolicyVersionId = v },
    };

    /// <summary>Name of the policy.</summary>
    public string? PolicyName { get; set; }

    /// <summary>ARN of the policy.</summary>
    public string? PolicyArn { get; set; }

    /// <summary>The policy, JSON.</summary>
    public string? PolicyDocument { get; set; }

    /// <summary>ID of the version.</summary>
    public string? PolicyVersionId { get; set; }
}
