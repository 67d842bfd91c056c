using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Level of the runtime's lines.</summary>
public class SystemLogLevel : ConstantClass
{
    /// <summary><c>DEBUG</c></summary>
    public static readonly SystemLogLevel DEBUG = new("DEBUG");

    /// <summary><c>INFO</c></summary>
    public static readonly SystemLogLevel INFO = new("INFO");

    /// <summary><c>WARN</c></summary>
    public static readonly SystemLogLevel WARN = new("WARN");

    internal static readonly Shape<SystemLogLevel> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public SystemLogLevel(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static SystemLogLevel FindValue(string value) => FindValue<SystemLogLevel>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator SystemLogLevel(string value) => FindValue(value);
}
