using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of AddPermission. Adds a statement to a function's resource policy, so that a service may invoke it.</summary>
public class AddPermissionRequest : AmazonLambdaRequest
{
    internal static readonly Structure<AddPermissionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "StatementId", Shapes.Text, r => r.StatementId, (r, v) => r.StatementId = v },
        { "Action", Shapes.Text, r => r.Action, (r, v) => r.Action = v },
        { "Principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v },
        { "SourceArn", Shapes.Text, r => r.SourceArn, (r, v) => r.SourceArn = v },
        { "SourceAccount", Shapes.Text, r => r.SourceAccount, (r, v) => r.SourceAccount = v },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
    };

    internal static readonly Operation<AddPermissionRequest, AddPermissionResponse> Operation = new(
        LambdaService.Instance, "AddPermission", "POST", "/2015-03-31/functions/{FunctionName}/policy", Shape, AddPermissionResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>ID of the statement. Required.</summary>
    public string? StatementId { get; set; }

    /// <summary>The action that is allowed, such as <c>lambda:InvokeFunction</c>. Required.</summary>
    public string? Action { get; set; }

    /// <summary>The service or account that may invoke, such as <c>iot.amazonaws.com</c>. Required.</summary>
    public string? Principal { get; set; }

    /// <summary>ARN of the resource that may invoke, such as a topic rule.</summary>
    public string? SourceArn { get; set; }

    /// <summary>Account that the source must be in.</summary>
    public string? SourceAccount { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }

    /// <summary>Revision that it must have, or has.</summary>
    public string? RevisionId { get; set; }
}

/// <summary>Output of AddPermission.</summary>
public class AddPermissionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<AddPermissionResponse> Shape = new()
    {
        { "Statement", Shapes.Text, r => r.Statement, (r, v) => r.Statement = v },
    };

    /// <summary>The statement that was added, JSON.</summary>
    public string? Statement { get; set; }
}
