using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A dimension that metrics must have.</summary>
public class DimensionFilter
{
    internal static readonly Structure<DimensionFilter> Shape = new()
    {
        { "Name", Shapes.Text, r => r.Name, (r, v) => r.Name = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    /// <summary>Name. Required.</summary>
    public string? Name { get; set; }

    /// <summary>Value.</summary>
    public string? Value { get; set; }
}
