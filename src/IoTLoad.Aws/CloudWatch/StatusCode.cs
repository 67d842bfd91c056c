using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>Whether a series is complete.</summary>
public class StatusCode : ConstantClass
{
    /// <summary><c>Complete</c></summary>
    public static readonly StatusCode Complete = new("Complete");

    /// <summary><c>InternalError</c></summary>
    public static readonly StatusCode InternalError = new("InternalError");

    /// <summary><c>PartialData</c></summary>
    public static readonly StatusCode PartialData = new("PartialData");

    /// <summary><c>Forbidden</c></summary>
    public static readonly StatusCode Forbidden = new("Forbidden");

    internal static readonly Shape<StatusCode> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public StatusCode(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static StatusCode FindValue(string value) => FindValue<StatusCode>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator StatusCode(string value) => FindValue(value);
}
