using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>What a payload is, as MQTT 5 says it.</summary>
public class PayloadFormatIndicator : ConstantClass
{
    /// <summary><c>UNSPECIFIED_BYTES</c></summary>
    public static readonly PayloadFormatIndicator UNSPECIFIED_BYTES = new("UNSPECIFIED_BYTES");

    /// <summary><c>UTF8_DATA</c></summary>
    public static readonly PayloadFormatIndicator UTF8_DATA = new("UTF8_DATA");

    internal static readonly Shape<PayloadFormatIndicator> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public PayloadFormatIndicator(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static PayloadFormatIndicator FindValue(string value) => FindValue<PayloadFormatIndicator>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator PayloadFormatIndicator(string value) => FindValue(value);
}
