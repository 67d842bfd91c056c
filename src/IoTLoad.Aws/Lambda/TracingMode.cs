using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Whether requests are traced.</summary>
public class TracingMode : ConstantClass
{
    /// <summary><c>Active</c></summary>
    public static readonly TracingMode Active = new("Active");

    /// <summary><c>PassThrough</c></summary>
    public static readonly TracingMode PassThrough = new("PassThrough");

    internal static readonly Shape<TracingMode> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public TracingMode(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static TracingMode FindValue(string value) => FindValue<TracingMode>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator TracingMode(string value) => FindValue(value);
}
