using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of ListFunctions. Lists functions, a page at a time.</summary>
public class ListFunctionsRequest : AmazonLambdaRequest
{
    internal static readonly Structure<ListFunctionsRequest> Shape = new()
    {
        { "FunctionVersion", FunctionVersion.Shape, r => r.FunctionVersion, (r, v) => r.FunctionVersion = v, Place.Query },
        { "Marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
        { "MaxItems", Shapes.Integer, r => r.MaxItems, (r, v) => r.MaxItems = v, Place.Query },
    };

    internal static readonly Operation<ListFunctionsRequest, ListFunctionsResponse> Operation = new(
        LambdaService.Instance, "ListFunctions", "GET", "/2015-03-31/functions", Shape, ListFunctionsResponse.Shape);

    /// <summary><c>ALL</c> for all published versions.</summary>
    public FunctionVersion? FunctionVersion { get; set; }

    /// <summary>Where this page begins; not set for the first.</summary>
    public string? Marker { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Output of ListFunctions.</summary>
public class ListFunctionsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListFunctionsResponse> Shape = new()
    {
        { "NextMarker", Shapes.Text, r => r.NextMarker, (r, v) => r.NextMarker = v },
        { "Functions", Shapes.List(FunctionConfiguration.Shape), r => r.Functions, (r, v) => r.Functions = v },
    };

    /// <summary>Where the next page begins; not set on the last.</summary>
    public string? NextMarker { get; set; }

    /// <summary>The functions of this page.</summary>
    public List<FunctionConfiguration>? Functions { get; set; }
}
