using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of RemovePermission. Removes a statement from a function's resource policy.</summary>
public class RemovePermissionRequest : AmazonLambdaRequest
{
    internal static readonly Structure<RemovePermissionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "StatementId", Shapes.Text, r => r.StatementId, (r, v) => r.StatementId = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v, Place.Query },
    };

    internal static readonly Operation<RemovePermissionRequest, RemovePermissionResponse> Operation = new(
        LambdaService.Instance, "RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>ID of the statement. Required.</summary>
    public string? StatementId { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }

    /// <summary>Revision that it must have, or has.</summary>
    public string? RevisionId { get; set; }
}

/// <summary>Output of RemovePermission: nothing but that it succeeded.</summary>
public class RemovePermissionResponse : AmazonWebServiceResponse;
