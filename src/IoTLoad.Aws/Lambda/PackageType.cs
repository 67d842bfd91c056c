using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>How code is packed.</summary>
public class PackageType : ConstantClass
{
    /// <summary><c>Zip</c></summary>
    public static readonly PackageType Zip = new("Zip");

    /// <summary><c>Image</c></summary>
    public static readonly PackageType Image = new("Image");

    internal static readonly Shape<PackageType> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public PackageType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static PackageType FindValue(string value) => FindValue<PackageType>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator PackageType(string value) => FindValue(value);
}
