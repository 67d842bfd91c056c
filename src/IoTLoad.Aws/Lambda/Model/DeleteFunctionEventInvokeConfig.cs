using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of DeleteFunctionEventInvokeConfig. Returns retries, age and destinations of asynchronous invocations to the defaults.</summary>
public class DeleteFunctionEventInvokeConfigRequest : AmazonLambdaRequest
{
    internal static readonly Structure<DeleteFunctionEventInvokeConfigRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<DeleteFunctionEventInvokeConfigRequest, DeleteFunctionEventInvokeConfigResponse> Operation = new(
        LambdaService.Instance, "DeleteFunctionEventInvokeConfig", "DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config", Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of DeleteFunctionEventInvokeConfig: nothing but that it succeeded.</summary>
public class DeleteFunctionEventInvokeConfigResponse : AmazonWebServiceResponse;
