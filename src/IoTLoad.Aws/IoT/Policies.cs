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

/// <summary>Input of AttachPolicy. Attaches a policy to a certificate, a thing group or an identity.</summary>
public class AttachPolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<AttachPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v },
    };

    internal static readonly Operation<AttachPolicyRequest, AttachPolicyResponse> Operation = new(
        IoTService.Instance, "AttachPolicy", "PUT", "/target-policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
    public string? Target { get; set; }
}

/// <summary>Output of AttachPolicy: nothing but that it succeeded.</summary>
public class AttachPolicyResponse : AmazonWebServiceResponse;

/// <summary>Input of CreatePolicy. Makes a policy; its first version is the default one.</summary>
public class CreatePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreatePolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<CreatePolicyRequest, CreatePolicyResponse> Operation = new(
        IoTService.Instance, "CreatePolicy", "POST", "/policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
    public string? PolicyDocument { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of CreatePolicy: nothing but that it succeeded.</summary>
public class CreatePolicyResponse : AmazonWebServiceResponse;

/// <summary>Input of DeletePolicy. Deletes a policy that has one version and no targets.</summary>
public class DeletePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeletePolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
    };

    internal static readonly Operation<DeletePolicyRequest, DeletePolicyResponse> Operation = new(
        IoTService.Instance, "DeletePolicy", "DELETE", "/policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
}

/// <summary>Output of DeletePolicy: nothing but that it succeeded.</summary>
public class DeletePolicyResponse : AmazonWebServiceResponse;

/// <summary>Input of DetachPolicy. Detaches a policy from a target.</summary>
public class DetachPolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DetachPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v },
    };

    internal static readonly Operation<DetachPolicyRequest, DetachPolicyResponse> Operation = new(
        IoTService.Instance, "DetachPolicy", "POST", "/target-policies/{policyName}", Shape);

    public string? PolicyName { get; set; }
    public string? Target { get; set; }
}

/// <summary>Output of DetachPolicy: nothing but that it succeeded.</summary>
public class DetachPolicyResponse : AmazonWebServiceResponse;

/// <summary>Input of GetPolicy. Reads the default version of a policy.</summary>
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

/// <summary>Output of GetPolicy.</summary>
public class GetPolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetPolicyResponse> Shape = new()
    {
        { "policyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    public string? PolicyDocument { get; set; }
}

/// <summary>Input of ListAttachedPolicies. Lists the policies of a target, a page at a time.</summary>
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

/// <summary>Output of ListAttachedPolicies.</summary>
public class ListAttachedPoliciesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListAttachedPoliciesResponse> Shape = new()
    {
        { "policies", Shapes.List(Policy.Shape), r => r.Policies, (r, v) => r.Policies = v },
    };

    public List<Policy>? Policies { get; set; }
}
