using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Instruction set of a function.</summary>
public class Architecture(string value) : ConstantClass(value)
{
    internal static readonly Shape<Architecture> Shape = Shapes.Constant(FindValue);

    public static Architecture FindValue(string value) => FindValue<Architecture>(value);

    public static implicit operator Architecture(string value) => FindValue(value);
}

/// <summary>How a function is invoked.</summary>
public class InvocationType(string value) : ConstantClass(value)
{
    public static readonly InvocationType Event = new("Event");
    public static readonly InvocationType RequestResponse = new("RequestResponse");
    public static readonly InvocationType DryRun = new("DryRun");
    internal static readonly Shape<InvocationType> Shape = Shapes.Constant(FindValue);

    public static InvocationType FindValue(string value) => FindValue<InvocationType>(value);

    public static implicit operator InvocationType(string value) => FindValue(value);
}

/// <summary>State of a function's last update.</summary>
public class LastUpdateStatus(string value) : ConstantClass(value)
{
    public static readonly LastUpdateStatus Successful = new("Successful");
    public static readonly LastUpdateStatus Failed = new("Failed");
    internal static readonly Shape<LastUpdateStatus> Shape = Shapes.Constant(FindValue);

    public static LastUpdateStatus FindValue(string value) => FindValue<LastUpdateStatus>(value);

    public static implicit operator LastUpdateStatus(string value) => FindValue(value);
}

/// <summary>Format of logs.</summary>
public class LogFormat(string value) : ConstantClass(value)
{
    public static readonly LogFormat JSON = new("JSON");
    internal static readonly Shape<LogFormat> Shape = Shapes.Constant(FindValue);

    public static LogFormat FindValue(string value) => FindValue<LogFormat>(value);

    public static implicit operator LogFormat(string value) => FindValue(value);
}

/// <summary>Whether an invocation returns the end of its log.</summary>
public class LogType(string value) : ConstantClass(value)
{
    public static readonly LogType Tail = new("Tail");
    internal static readonly Shape<LogType> Shape = Shapes.Constant(FindValue);

    public static LogType FindValue(string value) => FindValue<LogType>(value);

    public static implicit operator LogType(string value) => FindValue(value);
}

/// <summary>Runtime of a function. The service has more; any text becomes one.</summary>
public class Runtime(string value) : ConstantClass(value)
{
    public static readonly Runtime ProvidedAl2023 = new("provided.al2023");
    internal static readonly Shape<Runtime> Shape = Shapes.Constant(FindValue);

    public static Runtime FindValue(string value) => FindValue<Runtime>(value);

    public static implicit operator Runtime(string value) => FindValue(value);
}

/// <summary>State of a function.</summary>
public class State(string value) : ConstantClass(value)
{
    public static readonly State Active = new("Active");
    public static readonly State Inactive = new("Inactive");
    public static readonly State Failed = new("Failed");
    internal static readonly Shape<State> Shape = Shapes.Constant(FindValue);

    public static State FindValue(string value) => FindValue<State>(value);

    public static implicit operator State(string value) => FindValue(value);
}

/// <summary>Why a function is in its state. The service has more; any text becomes one.</summary>
public class StateReasonCode(string value) : ConstantClass(value)
{
    public static readonly StateReasonCode Idle = new("Idle");
    internal static readonly Shape<StateReasonCode> Shape = Shapes.Constant(FindValue);

    public static StateReasonCode FindValue(string value) => FindValue<StateReasonCode>(value);

    public static implicit operator StateReasonCode(string value) => FindValue(value);
}
