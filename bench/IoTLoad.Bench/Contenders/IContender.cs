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
