namespace IoTLoad.Engine.Devices.Connecting;

/// <summary>A connection failed for a reason that is known exactly where it is thrown.</summary>
internal sealed class ConnectFaultException(ConnectFault fault, Exception? inner = null) : IOException(fault.Text, inner)
{
    /// <summary>The reason.</summary>
    public ConnectFault Fault { get; } = fault;
}
