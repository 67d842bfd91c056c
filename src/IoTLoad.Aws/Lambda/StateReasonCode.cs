using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Why a function is in its state. The service has more; any text becomes one.</summary>
public class StateReasonCode : ConstantClass
{
    /// <summary><c>Idle</c></summary>
    public static readonly StateReasonCode Idle = new("Idle");

    /// <summary><c>Creating</c></summary>
    public static readonly StateReasonCode Creating = new("Creating");

    /// <summary><c>Restoring</c></summary>
    public static readonly StateReasonCode Restoring = new("Restoring");

    /// <summary><c>InsufficientRolePermissions</c></summary>
    public static readonly StateReasonCode InsufficientRolePermissions = new("InsufficientRolePermissions");

    /// <summary><c>InvalidConfiguration</c></summary>
    public static readonly StateReasonCode InvalidConfiguration = new("InvalidConfiguration");

    /// <summary><c>InternalError</c></summary>
    public static readonly StateReasonCode InternalError = new("InternalError");

    internal static readonly Shape<StateReasonCode> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public StateReasonCode(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static StateReasonCode FindValue(string value) => FindValue<StateReasonCode>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator StateReasonCode(string value) => FindValue(value);
}
