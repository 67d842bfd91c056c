using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Whether a certificate may have several things.</summary>
public class ThingPrincipalType : ConstantClass
{
    /// <summary><c>EXCLUSIVE_THING</c></summary>
    public static readonly ThingPrincipalType EXCLUSIVE_THING = new("EXCLUSIVE_THING");

    /// <summary><c>NON_EXCLUSIVE_THING</c></summary>
    public static readonly ThingPrincipalType NON_EXCLUSIVE_THING = new("NON_EXCLUSIVE_THING");

    internal static readonly Shape<ThingPrincipalType> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public ThingPrincipalType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static ThingPrincipalType FindValue(string value) => FindValue<ThingPrincipalType>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator ThingPrincipalType(string value) => FindValue(value);
}
