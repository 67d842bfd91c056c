using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of GetPolicy. Reads the default version of a policy.</summary>
public class GetPolicyRequest : AmazonIoTRequest
{
    internal static readonly Structure<GetPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
    };

    internal static readonly Operation<GetPolicyRequest, GetPolicyResponse> Operation = new(
        IoTService.Instance, "GetPolicy", "GET", "/policies/{policyName}", Shape, GetPolicyResponse.Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }
}

/// <summary>Output of GetPolicy.</summary>
public class GetPolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetPolicyResponse> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
        { "policyArn", Shapes.Text, r => r.PolicyArn, (r, v) => r.PolicyArn = v },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "defaultVersionId", Shapes.Text, r => r.DefaultVersionId, (r, v) => r.DefaultVersionId = v },
        { "creationDate", Shapes.Time, r => r.CreationDate, (r, v) => r.CreationDate = v },
        { "lastModifiedDate", Shapes.Time, r => r.LastModifiedDate, (r, v) => r.LastModifiedDate = v },
    };

    /// <summary>Name of the policy.</summary>
    public string? PolicyName { get; set; }

    /// <summary>ARN of the policy.</summary>
    public string? PolicyArn { get; set; }

    /// <summary>The policy, JSON.</summary>
    public string? PolicyDocument { get; set; }

    /// <summary>ID of the default version.</summary>
    public string? DefaultVersionId { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreationDate { get; set; }

    /// <summary>When it was changed.</summary>
    public DateTime? LastModifiedDate { get; set; }
}
