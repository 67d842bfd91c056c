using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>How a function is invoked.</summary>
public class InvocationType : ConstantClass
{
    /// <summary><c>Event</c></summary>
    public static readonly InvocationType Event = new("Event");

    /// <summary><c>RequestResponse</c></summary>
    public static readonly InvocationType RequestResponse = new("RequestResponse");

    /// <summary><c>DryRun</c></summary>
    public static readonly InvocationType DryRun = new("DryRun");

    internal static readonly Shape<InvocationType> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public InvocationType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static InvocationType FindValue(string value) => FindValue<InvocationType>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator InvocationType(string value) => FindValue(value);
}
