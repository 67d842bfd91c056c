using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>Order of points.</summary>
public class ScanBy(string value) : ConstantClass(value)
{
    public static readonly ScanBy TimestampAscending = new("TimestampAscending");
    internal static readonly Shape<ScanBy> Shape = Shapes.Constant(FindValue<ScanBy>);
}

/// <summary>Whether a series is complete.</summary>
public class StatusCode(string value) : ConstantClass(value)
{
    public static readonly StatusCode Complete = new("Complete");
    public static readonly StatusCode PartialData = new("PartialData");
    internal static readonly Shape<StatusCode> Shape = Shapes.Constant(FindValue<StatusCode>);
}
