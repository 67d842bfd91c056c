using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Why environment variables cannot be read.</summary>
public class EnvironmentError
{
    internal static readonly Structure<EnvironmentError> Shape = new()
    {
        { "ErrorCode", Shapes.Text, r => r.ErrorCode, (r, v) => r.ErrorCode = v },
        { "Message", Shapes.Text, r => r.Message, (r, v) => r.Message = v },
    };

    /// <summary>Error code.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Message.</summary>
    public string? Message { get; set; }
}
