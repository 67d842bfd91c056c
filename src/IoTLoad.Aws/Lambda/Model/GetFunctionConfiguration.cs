using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of GetFunctionConfiguration. Reads a function's configuration.</summary>
public class GetFunctionConfigurationRequest : AmazonLambdaRequest
{
    internal static readonly Structure<GetFunctionConfigurationRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<GetFunctionConfigurationRequest, GetFunctionConfigurationResponse> Operation = new(
        LambdaService.Instance, "GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration", Shape, GetFunctionConfigurationResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of GetFunctionConfiguration.</summary>
public class GetFunctionConfigurationResponse : FunctionConfiguration
{
    internal static new readonly Structure<GetFunctionConfigurationResponse> Shape = ShapeOf<GetFunctionConfigurationResponse>();
}
