using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Instruction set of a function.</summary>
public class Architecture(string value) : ConstantClass(value)
{
    internal static readonly Shape<Architecture> Shape = Shapes.Constant(FindValue<Architecture>);
}

/// <summary>How a function is invoked.</summary>
public class InvocationType(string value) : ConstantClass(value)
{
    public static readonly InvocationType Event = new("Event");
    public static readonly InvocationType RequestResponse = new("RequestResponse");
    internal static readonly Shape<InvocationType> Shape = Shapes.Constant(FindValue<InvocationType>);
}

/// <summary>State of a function's last update.</summary>
public class LastUpdateStatus(string value) : ConstantClass(value)
{
    public static readonly LastUpdateStatus Successful = new("Successful");
    public static readonly LastUpdateStatus Failed = new("Failed");
    internal static readonly Shape<LastUpdateStatus> Shape = Shapes.Constant(FindValue<LastUpdateStatus>);
}

/// <summary>Whether an invocation returns the end of its log.</summary>
public class LogType(string value) : ConstantClass(value)
{
    public static readonly LogType Tail = new("Tail");
    internal static readonly Shape<LogType> Shape = Shapes.Constant(FindValue<LogType>);
}

/// <summary>Runtime of a function. The service has more; any text becomes one.</summary>
public class Runtime(string value) : ConstantClass(value)
{
    public static readonly Runtime ProvidedAl2023 = new("provided.al2023");
    internal static readonly Shape<Runtime> Shape = Shapes.Constant(FindValue<Runtime>);
}

/// <summary>State of a function.</summary>
public class State(string value) : ConstantClass(value)
{
    public static readonly State Active = new("Active");
    public static readonly State Inactive = new("Inactive");
    public static readonly State Failed = new("Failed");
    internal static readonly Shape<State> Shape = Shapes.Constant(FindValue<State>);
}
