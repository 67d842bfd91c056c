using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of PutFunctionConcurrency. Reserves concurrent executions for a function, which are then also its limit.</summary>
public class PutFunctionConcurrencyRequest : AmazonLambdaRequest
{
    internal static readonly Structure<PutFunctionConcurrencyRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "ReservedConcurrentExecutions", Shapes.Integer, r => r.ReservedConcurrentExecutions, (r, v) => r.ReservedConcurrentExecutions = v },
    };

    internal static readonly Operation<PutFunctionConcurrencyRequest, PutFunctionConcurrencyResponse> Operation = new(
        LambdaService.Instance, "PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency", Shape, PutFunctionConcurrencyResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Reserved concurrent executions. Required.</summary>
    public int? ReservedConcurrentExecutions { get; set; }
}

/// <summary>Output of PutFunctionConcurrency.</summary>
public class PutFunctionConcurrencyResponse : Concurrency
{
    internal static new readonly Structure<PutFunctionConcurrencyResponse> Shape = ShapeOf<PutFunctionConcurrencyResponse>();
}
