using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of GetFunctionEventInvokeConfig. Reads retries, age and destinations of asynchronous invocations.</summary>
public class GetFunctionEventInvokeConfigRequest : AmazonLambdaRequest
{
    internal static readonly Structure<GetFunctionEventInvokeConfigRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<GetFunctionEventInvokeConfigRequest, GetFunctionEventInvokeConfigResponse> Operation = new(
        LambdaService.Instance, "GetFunctionEventInvokeConfig", "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config", Shape, GetFunctionEventInvokeConfigResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of GetFunctionEventInvokeConfig.</summary>
public class GetFunctionEventInvokeConfigResponse : FunctionEventInvokeConfig
{
    internal static new readonly Structure<GetFunctionEventInvokeConfigResponse> Shape = ShapeOf<GetFunctionEventInvokeConfigResponse>();
}
