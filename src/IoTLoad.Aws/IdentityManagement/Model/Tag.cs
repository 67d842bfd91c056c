using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>A tag.</summary>
public class Tag
{
    internal static readonly Structure<Tag> Shape = new()
    {
        { "Key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    /// <summary>Key. Required.</summary>
    public string? Key { get; set; }

    /// <summary>Value. Required.</summary>
    public string? Value { get; set; }
}
