using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A policy in a list.</summary>
public class Policy
{
    internal static readonly Structure<Policy> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
    };

    public string? PolicyName { get; set; }
}

/// <summary>Attaches a policy to a certificate, a thing group or an identity.</summary>
public class AttachPolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<AttachPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v },
    };

    internal static readonly Operation<AttachPolicyRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "AttachPolicy", "PUT", "/target-policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
    public string? Target { get; set; }
}

/// <summary>Makes a policy; its first version is the default one.</summary>
public class CreatePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreatePolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<CreatePolicyRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "CreatePolicy", "POST", "/policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
    public string? PolicyDocument { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Deletes a policy that has one version and no targets.</summary>
public class DeletePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeletePolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
    };

    internal static readonly Operation<DeletePolicyRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "DeletePolicy", "DELETE", "/policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
}

/// <summary>Detaches a policy from a target.</summary>
public class DetachPolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DetachPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v },
    };

    internal static readonly Operation<DetachPolicyRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "DetachPolicy", "POST", "/target-policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
    public string? Target { get; set; }
}

/// <summary>Reads the default version of a policy.</summary>
public class GetPolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
    };

    internal static readonly Operation<GetPolicyRequest, GetPolicyResponse> Operation = new(
        IoTService.Instance, "GetPolicy", "GET", "/policies/{policyName}", Shape, GetPolicyResponse.Shape);

    public string? PolicyName { get; set; }
}

public class GetPolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetPolicyResponse> Shape = new()
    {
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    public string? PolicyDocument { get; set; }
}

/// <summary>Lists the policies of a target, a page at a time.</summary>
public class ListAttachedPoliciesRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListAttachedPoliciesRequest> Shape = new()
    {
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v, Place.Path },
    };

    internal static readonly Operation<ListAttachedPoliciesRequest, ListAttachedPoliciesResponse> Operation = new(
        IoTService.Instance, "ListAttachedPolicies", "POST", "/attached-policies/{target}", Shape, ListAttachedPoliciesResponse.Shape);

    public string? Target { get; set; }
}

public class ListAttachedPoliciesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListAttachedPoliciesResponse> Shape = new()
    {
        { "policies", Shapes.List(Policy.Shape), r => r.Policies, (r, v) => r.Policies = v },
    };

    public List<Policy>? Policies { get; set; }
}
