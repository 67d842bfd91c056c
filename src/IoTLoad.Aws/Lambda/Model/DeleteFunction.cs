using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of DeleteFunction. Deletes a function.</summary>
public class DeleteFunctionRequest : AmazonLambdaRequest
{
    internal static readonly Structure<DeleteFunctionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<DeleteFunctionRequest, DeleteFunctionResponse> Operation = new(
        LambdaService.Instance, "DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", Shape, DeleteFunctionResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of DeleteFunction.</summary>
public class DeleteFunctionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DeleteFunctionResponse> Shape = new()
    {
        { "StatusCode", Shapes.Integer, r => r.StatusCode, (r, v) => r.StatusCode = v, Place.Status },
    };

    /// <summary>HTTP status.</summary>
    public int? StatusCode { get; set; }
}
