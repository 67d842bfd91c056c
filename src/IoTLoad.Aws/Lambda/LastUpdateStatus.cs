using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>State of a function's last update.</summary>
public class LastUpdateStatus : ConstantClass
{
    /// <summary><c>Successful</c></summary>
    public static readonly LastUpdateStatus Successful = new("Successful");

    /// <summary><c>Failed</c></summary>
    public static readonly LastUpdateStatus Failed = new("Failed");

    /// <summary><c>InProgress</c></summary>
    public static readonly LastUpdateStatus InProgress = new("InProgress");

    internal static readonly Shape<LastUpdateStatus> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public LastUpdateStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static LastUpdateStatus FindValue(string value) => FindValue<LastUpdateStatus>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator LastUpdateStatus(string value) => FindValue(value);
}
