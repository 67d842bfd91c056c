using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>A layer of a function.</summary>
public class Layer
{
    internal static readonly Structure<Layer> Shape = new()
    {
        { "Arn", Shapes.Text, r => r.Arn, (r, v) => r.Arn = v },
        { "CodeSize", Shapes.Long, r => r.CodeSize, (r, v) => r.CodeSize = v },
    };

    /// <summary>The ARN.</summary>
    public string? Arn { get; set; }

    /// <summary>Size of the zip file, bytes.</summary>
    public long? CodeSize { get; set; }
}
