using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A dimension of a metric.</summary>
public class Dimension
{
    internal static readonly Structure<Dimension> Shape = new()
    {
        { "Name", Shapes.Text, r => r.Name, (r, v) => r.Name = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    /// <summary>Name. Required.</summary>
    public string? Name { get; set; }

    /// <summary>Value. Required.</summary>
    public string? Value { get; set; }
}
