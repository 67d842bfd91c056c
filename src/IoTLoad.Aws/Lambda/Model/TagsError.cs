using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Why tags cannot be read.</summary>
public class TagsError
{
    internal static readonly Structure<TagsError> Shape = new()
    {
        { "ErrorCode", Shapes.Text, r => r.ErrorCode, (r, v) => r.ErrorCode = v },
        { "Message", Shapes.Text, r => r.Message, (r, v) => r.Message = v },
    };

    /// <summary>Error code. Required.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Message. Required.</summary>
    public string? Message { get; set; }
}
