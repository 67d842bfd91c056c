using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Format of an SNS message.</summary>
public class MessageFormat : ConstantClass
{
    /// <summary><c>RAW</c></summary>
    public static readonly MessageFormat RAW = new("RAW");

    /// <summary><c>JSON</c></summary>
    public static readonly MessageFormat JSON = new("JSON");

    internal static readonly Shape<MessageFormat> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public MessageFormat(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static MessageFormat FindValue(string value) => FindValue<MessageFormat>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator MessageFormat(string value) => FindValue(value);
}
