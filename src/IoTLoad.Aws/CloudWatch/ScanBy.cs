using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>Order of points.</summary>
public class ScanBy : ConstantClass
{
    /// <summary><c>TimestampDescending</c></summary>
    public static readonly ScanBy TimestampDescending = new("TimestampDescending");

    /// <summary><c>TimestampAscending</c></summary>
    public static readonly ScanBy TimestampAscending = new("TimestampAscending");

    internal static readonly Shape<ScanBy> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public ScanBy(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static ScanBy FindValue(string value) => FindValue<ScanBy>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator ScanBy(string value) => FindValue(value);
}
