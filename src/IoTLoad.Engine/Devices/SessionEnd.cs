using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Devices;

/// <summary>Why a session ended.</summary>
/// <param name="Kind">What it counts as.</param>
/// <param name="Reason">Stable name; empty where the test ended it itself.</param>
/// <param name="Message">In words.</param>
internal sealed record SessionEnd(FailureKind Kind, string Reason, string Message)
{
    /// <summary>The test closed the connection.</summary>
    public static SessionEnd Closed { get; } = new(FailureKind.Disconnect, "", "");

    /// <summary>The connection was lost.</summary>
    public static SessionEnd Of(ConnectFault fault) => new(FailureKind.Disconnect, fault.Reason, fault.Message);
}
