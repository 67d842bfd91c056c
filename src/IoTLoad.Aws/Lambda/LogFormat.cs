using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Format of logs.</summary>
public class LogFormat : ConstantClass
{
    /// <summary><c>JSON</c></summary>
    public static readonly LogFormat JSON = new("JSON");

    /// <summary><c>Text</c></summary>
    public static readonly LogFormat Text = new("Text");

    internal static readonly Shape<LogFormat> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public LogFormat(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static LogFormat FindValue(string value) => FindValue<LogFormat>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator LogFormat(string value) => FindValue(value);
}
