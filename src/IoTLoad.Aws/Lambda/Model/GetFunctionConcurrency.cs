using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of GetFunctionConcurrency. Reads a function's reserved concurrency.</summary>
public class GetFunctionConcurrencyRequest : AmazonLambdaRequest
{
    internal static readonly Structure<GetFunctionConcurrencyRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
    };

    internal static readonly Operation<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> Operation = new(
        LambdaService.Instance, "GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency", Shape, GetFunctionConcurrencyResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }
}

/// <summary>Output of GetFunctionConcurrency.</summary>
public class GetFunctionConcurrencyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetFunctionConcurrencyResponse> Shape = new()
    {
        { "ReservedConcurrentExecutions", Shapes.Integer, r => r.ReservedConcurrentExecutions, (r, v) => r.ReservedConcurrentExecutions = v },
    };

    /// <summary>Reserved concurrent executions.</summary>
    public int? ReservedConcurrentExecutions { get; set; }
}
