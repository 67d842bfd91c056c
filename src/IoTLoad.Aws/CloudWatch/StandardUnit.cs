using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>Unit of a metric.</summary>
public class StandardUnit : ConstantClass
{
    /// <summary><c>Seconds</c></summary>
    public static readonly StandardUnit Seconds = new("Seconds");

    /// <summary><c>Microseconds</c></summary>
    public static readonly StandardUnit Microseconds = new("Microseconds");

    /// <summary><c>Milliseconds</c></summary>
    public static readonly StandardUnit Milliseconds = new("Milliseconds");

    /// <summary><c>Bytes</c></summary>
    public static readonly StandardUnit Bytes = new("Bytes");

    /// <summary><c>Kilobytes</c></summary>
    public static readonly StandardUnit Kilobytes = new("Kilobytes");

    /// <summary><c>Megabytes</c></summary>
    public static readonly StandardUnit Megabytes = new("Megabytes");

    /// <summary><c>Gigabytes</c></summary>
    public static readonly StandardUnit Gigabytes = new("Gigabytes");

    /// <summary><c>Terabytes</c></summary>
    public static readonly StandardUnit Terabytes = new("Terabytes");

    /// <summary><c>Bits</c></summary>
    public static readonly StandardUnit Bits = new("Bits");

    /// <summary><c>Kilobits</c></summary>
    public static readonly StandardUnit Kilobits = new("Kilobits");

    /// <summary><c>Megabits</c></summary>
    public static readonly StandardUnit Megabits = new("Megabits");

    /// <summary><c>Gigabits</c></summary>
    public static readonly StandardUnit Gigabits = new("Gigabits");

    /// <summary><c>Terabits</c></summary>
    public static readonly StandardUnit Terabits = new("Terabits");

    /// <summary><c>Percent</c></summary>
    public static readonly StandardUnit Percent = new("Percent");

    /// <summary><c>Count</c></summary>
    public static readonly StandardUnit Count = new("Count");

    /// <summary><c>Bytes/Second</c></summary>
    public static readonly StandardUnit BytesSecond = new("Bytes/Second");

    /// <summary><c>Kilobytes/Second</c></summary>
    public static readonly StandardUnit KilobytesSecond = new("Kilobytes/Second");

    /// <summary><c>Megabytes/Second</c></summary>
    public static readonly StandardUnit MegabytesSecond = new("Megabytes/Second");

    /// <summary><c>Gigabytes/Second</c></summary>
    public static readonly StandardUnit GigabytesSecond = new("Gigabytes/Second");

    /// <summary><c>Terabytes/Second</c></summary>
    public static readonly StandardUnit TerabytesSecond = new("Terabytes/Second");

    /// <summary><c>Bits/Second</c></summary>
    public static readonly StandardUnit BitsSecond = new("Bits/Second");

    /// <summary><c>Kilobits/Second</c></summary>
    public static readonly StandardUnit KilobitsSecond = new("Kilobits/Second");

    /// <summary><c>Megabits/Second</c></summary>
    public static readonly StandardUnit MegabitsSecond = new("Megabits/Second");

    /// <summary><c>Gigabits/Second</c></summary>
    public static readonly StandardUnit GigabitsSecond = new("Gigabits/Second");

    /// <summary><c>Terabits/Second</c></summary>
    public static readonly StandardUnit TerabitsSecond = new("Terabits/Second");

    /// <summary><c>Count/Second</c></summary>
    public static readonly StandardUnit CountSecond = new("Count/Second");

    /// <summary><c>None</c></summary>
    public static readonly StandardUnit None = new("None");

    internal static readonly Shape<StandardUnit> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public StandardUnit(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static StandardUnit FindValue(string value) => FindValue<StandardUnit>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator StandardUnit(string value) => FindValue(value);
}
