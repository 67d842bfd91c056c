using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of DeleteFunctionConcurrency. Gives up a function's reserved concurrency.</summary>
public class DeleteFunctionConcurrencyRequest : AmazonLambdaRequest
{
    internal static readonly Structure<DeleteFunctionConcurrencyRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
    };

    internal static readonly Operation<DeleteFunctionConcurrencyRequest, DeleteFunctionConcurrencyResponse> Operation = new(
        LambdaService.Instance, "DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency", Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }
}

/// <summary>Output of DeleteFunctionConcurrency: nothing but that it succeeded.</summary>
public class DeleteFunctionConcurrencyResponse : AmazonWebServiceResponse;
