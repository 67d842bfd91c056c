using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>The size of a function's /tmp.</summary>
public class EphemeralStorage
{
    internal static readonly Structure<EphemeralStorage> Shape = new()
    {
        { "Size", Shapes.Integer, r => r.Size, (r, v) => r.Size = v },
    };

    /// <summary>Size, MB, 512 to 10,240. Required.</summary>
    public int? Size { get; set; }
}
