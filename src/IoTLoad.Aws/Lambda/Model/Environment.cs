using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Environment variables.</summary>
public class Environment
{
    internal static readonly Structure<Environment> Shape = new()
    {
        { "Variables", Shapes.Map, r => r.Variables, (r, v) => r.Variables = v },
    };

    /// <summary>Variables by name.</summary>
    public Dictionary<string, string>? Variables { get; set; }
}
