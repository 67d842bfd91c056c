using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Why a function's last update failed. The service has more; any text becomes one.</summary>
public class LastUpdateStatusReasonCode : ConstantClass
{
    /// <summary><c>InsufficientRolePermissions</c></summary>
    public static readonly LastUpdateStatusReasonCode InsufficientRolePermissions = new("InsufficientRolePermissions");

    /// <summary><c>InvalidConfiguration</c></summary>
    public static readonly LastUpdateStatusReasonCode InvalidConfiguration = new("InvalidConfiguration");

    /// <summary><c>InternalError</c></summary>
    public static readonly LastUpdateStatusReasonCode InternalError = new("InternalError");

    internal static readonly Shape<LastUpdateStatusReasonCode> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public LastUpdateStatusReasonCode(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static LastUpdateStatusReasonCode FindValue(string value) => FindValue<LastUpdateStatusReasonCode>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator LastUpdateStatusReasonCode(string value) => FindValue(value);
}
