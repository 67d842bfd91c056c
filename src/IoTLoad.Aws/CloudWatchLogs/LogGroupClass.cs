using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>Class of a log group.</summary>
public class LogGroupClass : ConstantClass
{
    /// <summary><c>STANDARD</c></summary>
    public static readonly LogGroupClass STANDARD = new("STANDARD");

    /// <summary><c>INFREQUENT_ACCESS</c></summary>
    public static readonly LogGroupClass INFREQUENT_ACCESS = new("INFREQUENT_ACCESS");

    /// <summary><c>DELIVERY</c></summary>
    public static readonly LogGroupClass DELIVERY = new("DELIVERY");

    internal static readonly Shape<LogGroupClass> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public LogGroupClass(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static LogGroupClass FindValue(string value) => FindValue<LogGroupClass>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator LogGroupClass(string value) => FindValue(value);
}
