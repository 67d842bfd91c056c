using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Which versions are listed.</summary>
public class FunctionVersion : ConstantClass
{
    /// <summary><c>ALL</c></summary>
    public static readonly FunctionVersion ALL = new("ALL");

    internal static readonly Shape<FunctionVersion> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public FunctionVersion(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static FunctionVersion FindValue(string value) => FindValue<FunctionVersion>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator FunctionVersion(string value) => FindValue(value);
}
