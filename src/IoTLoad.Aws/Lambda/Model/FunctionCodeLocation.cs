using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Where a function's code can be downloaded.</summary>
public class FunctionCodeLocation
{
    internal static readonly Structure<FunctionCodeLocation> Shape = new()
    {
        { "RepositoryType", Shapes.Text, r => r.RepositoryType, (r, v) => r.RepositoryType = v },
        { "Location", Shapes.Text, r => r.Location, (r, v) => r.Location = v },
    };

    /// <summary>Where the code is kept.</summary>
    public string? RepositoryType { get; set; }

    /// <summary>Link to the code, valid for ten minutes.</summary>
    public string? Location { get; set; }
}
