using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of CreatePolicyVersion. Adds a version to a policy, which has at most five.</summary>
public class CreatePolicyVersionRequest : AmazonIoTRequest
{
    internal static readonly Structure<CreatePolicyVersionRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "setAsDefault", Shapes.Flag, r => r.SetAsDefault, (r, v) => r.SetAsDefault = v, Place.Query },
    };

    internal static readonly Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> Operation = new(
        IoTService.Instance, "CreatePolicyVersion", "POST", "/policies/{policyName}/version", Shape, CreatePolicyVersionResponse.Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The policy, JSON. Required.</summary>
    public string? PolicyDocument { get; set; }

    /// <summary>Whether the version becomes the default one.</summary>
    public bool? SetAsDefault { get; set; }
}

/// <summary>Output of CreatePolicyVersion.</summary>
public class CreatePolicyVersionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreatePolicyVersionResponse> Shape = new()
    {
        { "policyArn", Shapes.Text, r => r.PolicyArn, (r, v) => r.PolicyArn = v },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "policyVersionId", Shapes.Text, r => r.PolicyVersionId, (r, v) => r.PolicyVersionId = v },
        { "isDefaultVersion", Shapes.Flag, r => r.IsDefaultVersion, (r, v) => r.IsDefaultVersion = v },
    };

    /// <summary>ARN of the policy.</summary>
    public string? PolicyArn { get; set; }

    /// <summary>The policy, JSON.</summary>
    public string? PolicyDocument { get; set; }

    /// <summary>ID of the version.</summary>
    public string? PolicyVersionId { get; set; }

    /// <summary>Whether it is the default version.</summary>
    public bool? IsDefaultVersion { get; set; }
}
