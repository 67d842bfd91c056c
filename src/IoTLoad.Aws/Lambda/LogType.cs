using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Whether an invocation returns the end of its log.</summary>
public class LogType : ConstantClass
{
    /// <summary><c>None</c></summary>
    public static readonly LogType None = new("None");

    /// <summary><c>Tail</c></summary>
    public static readonly LogType Tail = new("Tail");

    internal static readonly Shape<LogType> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public LogType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static LogType FindValue(string value) => FindValue<LogType>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator LogType(string value) => FindValue(value);
}
