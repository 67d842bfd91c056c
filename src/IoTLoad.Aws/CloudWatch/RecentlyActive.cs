using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>Which metrics are listed.</summary>
public class RecentlyActive : ConstantClass
{
    /// <summary><c>PT3H</c></summary>
    public static readonly RecentlyActive PT3H = new("PT3H");

    internal static readonly Shape<RecentlyActive> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public RecentlyActive(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static RecentlyActive FindValue(string value) => FindValue<RecentlyActive>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator RecentlyActive(string value) => FindValue(value);
}
