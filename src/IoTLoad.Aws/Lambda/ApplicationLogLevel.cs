using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Level of a function's lines.</summary>
public class ApplicationLogLevel : ConstantClass
{
    /// <summary><c>TRACE</c></summary>
    public static readonly ApplicationLogLevel TRACE = new("TRACE");

    /// <summary><c>DEBUG</c></summary>
    public static readonly ApplicationLogLevel DEBUG = new("DEBUG");

    /// <summary><c>INFO</c></summary>
    public static readonly ApplicationLogLevel INFO = new("INFO");

    /// <summary><c>WARN</c></summary>
    public static readonly ApplicationLogLevel WARN = new("WARN");

    /// <summary><c>ERROR</c></summary>
    public static readonly ApplicationLogLevel ERROR = new("ERROR");

    /// <summary><c>FATAL</c></summary>
    public static readonly ApplicationLogLevel FATAL = new("FATAL");

    internal static readonly Shape<ApplicationLogLevel> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public ApplicationLogLevel(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static ApplicationLogLevel FindValue(string value) => FindValue<ApplicationLogLevel>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator ApplicationLogLevel(string value) => FindValue(value);
}
