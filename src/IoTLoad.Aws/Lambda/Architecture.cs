using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Instruction set of a function.</summary>
public class Architecture : ConstantClass
{
    /// <summary><c>x86_64</c></summary>
    public static readonly Architecture X86_64 = new("x86_64");

    /// <summary><c>arm64</c></summary>
    public static readonly Architecture Arm64 = new("arm64");

    internal static readonly Shape<Architecture> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public Architecture(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static Architecture FindValue(string value) => FindValue<Architecture>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator Architecture(string value) => FindValue(value);
}
