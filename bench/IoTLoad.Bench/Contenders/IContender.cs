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

/// <summary>What every contender does: it publishes as fast as the window lets it, or paced.</summary>
/// <param name="Connections">Connections.</param>
/// <param name="Window">Messages that a connection may have unacknowledged.</param>
/// <param name="PayloadSize">Bytes of a payload.</param>
/// <param name="OfferedRate">Messages a second that a schedule asks for, if there is one: more than the target can handle.</param>
/// <param name="Settle">Time that is not measured, at the start of a round.</param>
/// <param name="Measured">Time that is measured.</param>
internal sealed record Load(int Connections, int Window, int PayloadSize, double OfferedRate, TimeSpan Settle, TimeSpan Measured)
{
    /// <summary>Quality of service.</summary>
    public int QoS { get; init; } = 1;

    /// <summary>Whether each connection receives its own messages; one is then complete when it has come back.</summary>
    public bool RoundTrip { get; init; }

    /// <summary>Whether packets travel in WebSocket frames.</summary>
    public bool WebSocket { get; init; }

    /// <summary>Whether messages are requests over HTTP.</summary>
    public bool Http { get; init; }
}
