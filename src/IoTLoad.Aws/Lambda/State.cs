using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>State of a function.</summary>
public class State : ConstantClass
{
    /// <summary><c>Pending</c></summary>
    public static readonly State Pending = new("Pending");

    /// <summary><c>Active</c></summary>
    public static readonly State Active = new("Active");

    /// <summary><c>Inactive</c></summary>
    public static readonly State Inactive = new("Inactive");

    /// <summary><c>Failed</c></summary>
    public static readonly State Failed = new("Failed");

    /// <summary><c>Deactivating</c></summary>
    public static readonly State Deactivating = new("Deactivating");

    /// <summary><c>Deactivated</c></summary>
    public static readonly State Deactivated = new("Deactivated");

    /// <summary><c>ActiveNonInvocable</c></summary>
    public static readonly State ActiveNonInvocable = new("ActiveNonInvocable");

    /// <summary><c>Deleting</c></summary>
    public static readonly State Deleting = new("Deleting");

    internal static readonly Shape<State> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public State(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static State FindValue(string value) => FindValue<State>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator State(string value) => FindValue(value);
}
