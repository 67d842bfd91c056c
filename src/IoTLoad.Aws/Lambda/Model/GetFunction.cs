using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of GetFunction. Reads a function, with its tags, reserved concurrency and a link to its code.</summary>
public class GetFunctionRequest : AmazonLambdaRequest
{
    internal static readonly Structure<GetFunctionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<GetFunctionRequest, GetFunctionResponse> Operation = new(
        LambdaService.Instance, "GetFunction", "GET", "/2015-03-31/functions/{FunctionName}", Shape, GetFunctionResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of GetFunction.</summary>
public class GetFunctionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetFunctionResponse> Shape = new()
    {
        { "Configuration", FunctionConfiguration.Shape, r => r.Configuration, (r, v) => r.Configuration = v },
        { "Code", FunctionCodeLocation.Shape, r => r.Code, (r, v) => r.Code = v },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
        { "TagsError", TagsError.Shape, r => r.TagsError, (r, v) => r.TagsError = v },
        { "Concurrency", Concurrency.Shape, r => r.Concurrency, (r, v) => r.Concurrency = v },
    };

    /// <summary>The configuration.</summary>
    public FunctionConfiguration? Configuration { get; set; }

    /// <summary>Where the code can be downloaded.</summary>
    public FunctionCodeLocation? Code { get; set; }

    /// <summary>Tags.</summary>
    public Dictionary<string, string>? Tags { get; set; }

    /// <summary>Why the tags cannot be read.</summary>
    public TagsError? TagsError { get; set; }

    /// <summary>Reserved concurrency, where there is one.</summary>
    public Concurrency? Concurrency { get; set; }
}
