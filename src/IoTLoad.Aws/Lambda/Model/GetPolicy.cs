using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of GetPolicy. Reads a function's resource policy.</summary>
public class GetPolicyRequest : AmazonLambdaRequest
{
    internal static readonly Structure<GetPolicyRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<GetPolicyRequest, GetPolicyResponse> Operation = new(
        LambdaService.Instance, "GetPolicy", "GET", "/2015-03-31/functions/{FunctionName}/policy", Shape, GetPolicyResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of GetPolicy.</summary>
public class GetPolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetPolicyResponse> Shape = new()
    {
        { "Policy", Shapes.Text, r => r.Policy, (r, v) => r.Policy = v },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
    };

    /// <summary>The policy, JSON.</summary>
    public string? Policy { get; set; }

    /// <summary>Revision that it must have, or has.</summary>
    public string? RevisionId { get; set; }
}
