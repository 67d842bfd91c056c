using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of PutFunctionEventInvokeConfig. Sets retries, age and destinations of asynchronous invocations.</summary>
public class PutFunctionEventInvokeConfigRequest : AmazonLambdaRequest
{
    internal static readonly Structure<PutFunctionEventInvokeConfigRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
        { "MaximumRetryAttempts", Shapes.Integer, r => r.MaximumRetryAttempts, (r, v) => r.MaximumRetryAttempts = v },
        { "MaximumEventAgeInSeconds", Shapes.Integer, r => r.MaximumEventAgeInSeconds, (r, v) => r.MaximumEventAgeInSeconds = v },
        { "DestinationConfig", DestinationConfig.Shape, r => r.DestinationConfig, (r, v) => r.DestinationConfig = v },
    };

    internal static readonly Operation<PutFunctionEventInvokeConfigRequest, PutFunctionEventInvokeConfigResponse> Operation = new(
        LambdaService.Instance, "PutFunctionEventInvokeConfig", "PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config", Shape, PutFunctionEventInvokeConfigResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }

    /// <summary>Retries where the function fails, 0 to 2.</summary>
    public int? MaximumRetryAttempts { get; set; }

    /// <summary>How long an event may wait, 60 to 21,600 s.</summary>
    public int? MaximumEventAgeInSeconds { get; set; }

    /// <summary>Where results go.</summary>
    public DestinationConfig? DestinationConfig { get; set; }
}

/// <summary>Output of PutFunctionEventInvokeConfig.</summary>
public class PutFunctionEventInvokeConfigResponse : FunctionEventInvokeConfig
{
    internal static new readonly Structure<PutFunctionEventInvokeConfigResponse> Shape = ShapeOf<PutFunctionEventInvokeConfigResponse>();
}
