using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Environment variables, or why they cannot be read.</summary>
public class EnvironmentResponse
{
    internal static readonly Structure<EnvironmentResponse> Shape = new()
    {
        { "Variables", Shapes.Map, r => r.Variables, (r, v) => r.Variables = v },
        { "Error", EnvironmentError.Shape, r => r.Error, (r, v) => r.Error = v },
    };

    /// <summary>Variables by name.</summary>
    public Dictionary<string, string>? Variables { get; set; }

    /// <summary>Why they cannot be read.</summary>
    public EnvironmentError? Error { get; set; }
}
