using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A note on a result.</summary>
public class MessageData
{
    internal static readonly Structure<MessageData> Shape = new()
    {
        { "Code", Shapes.Text, r => r.Code, (r, v) => r.Code = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    /// <summary>Code of the note.</summary>
    public string? Code { get; set; }

    /// <summary>Text of the note.</summary>
    public string? Value { get; set; }
}
