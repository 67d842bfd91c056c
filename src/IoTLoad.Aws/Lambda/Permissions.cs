using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Adds a statement to a function's resource policy, so that a service may invoke it.</summary>
public class AddPermissionRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<AddPermissionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "StatementId", Shapes.Text, r => r.StatementId, (r, v) => r.StatementId = v },
        { "Action", Shapes.Text, r => r.Action, (r, v) => r.Action = v },
        { "Principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v },
        { "SourceArn", Shapes.Text, r => r.SourceArn, (r, v) => r.SourceArn = v },
        { "SourceAccount", Shapes.Text, r => r.SourceAccount, (r, v) => r.SourceAccount = v },
    };

    internal static readonly Operation<AddPermissionRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "AddPermission", "POST", "/2015-03-31/functions/{FunctionName}/policy", Shape);

    public string? FunctionName { get; set; }
    public string? StatementId { get; set; }
    public string? Action { get; set; }
    public string? Principal { get; set; }
    public string? SourceArn { get; set; }
    public string? SourceAccount { get; set; }
}

/// <summary>Reads a function's resource policy.</summary>
public class GetPolicyRequest : NamedFunctionRequest
{
    internal static readonly Operation<GetPolicyRequest, GetPolicyResponse> Operation = new(
        LambdaService.Instance, "GetPolicy", "GET", "/2015-03-31/functions/{FunctionName}/policy",
        ShapeOf<GetPolicyRequest>(), GetPolicyResponse.Shape);
}

public class GetPolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetPolicyResponse> Shape = new()
    {
        { "Policy", Shapes.Text, r => r.Policy, (r, v) => r.Policy = v },
    };

    public string? Policy { get; set; }
}

/// <summary>Removes a statement from a function's resource policy.</summary>
public class RemovePermissionRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<RemovePermissionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "StatementId", Shapes.Text, r => r.StatementId, (r, v) => r.StatementId = v, Place.Path },
    };

    internal static readonly Operation<RemovePermissionRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", Shape);

    public string? FunctionName { get; set; }
    public string? StatementId { get; set; }
}

/// <summary>Adds tags to a function, or changes their values.</summary>
public class TagResourceRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<TagResourceRequest> Shape = new()
    {
        { "Resource", Shapes.Text, r => r.Resource, (r, v) => r.Resource = v, Place.Path },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<TagResourceRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "TagResource", "POST", "/2017-03-31/tags/{Resource}", Shape);

    public string? Resource { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}
