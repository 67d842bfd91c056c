using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>An MQTT 5 user property.</summary>
public class UserProperty
{
    internal static readonly Structure<UserProperty> Shape = new()
    {
        { "key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    /// <summary>Key. Required.</summary>
    public string? Key { get; set; }

    /// <summary>Value. Required.</summary>
    public string? Value { get; set; }
}
