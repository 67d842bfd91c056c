using System.Diagnostics;
using IoTLoad.Bench.Measuring;

namespace IoTLoad.Bench.Contenders;

/// <summary>A client that is measured.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>Connects, publishes for a round, and disconnects.</summary>
    /// <param name="endpoint">Where to connect.</param>
    /// <param name="broker">The process that listens there; its CPU is measured.</param>
    /// <param name="load">What to do.</param>
    Task<Figures> RunAsync(Uri endpoint, Process broker, Load load);
}

/// <summary>What every contender does: QoS 1 publishes as fast as the window lets them go.</summary>
/// <param name="Connections">Connections.</param>
/// <param name="Window">Messages that a connection may have unacknowledged.</param>
/// <param name="PayloadSize">Bytes of a payload.</param>
/// <param name="OfferedRate">Messages a second that a schedule asks for, if there is one: more than the target can handle.</param>
/// <param name="Settle">Time that is not measured, at the start of a round.</param>
/// <param name="Measured">Time that is measured.</param>
internal sealed record Load(int Connections, int Window, int PayloadSize, double OfferedRate, TimeSpan Settle, TimeSpan Measured);
