namespace IoTLoad.Bench.Contenders;

/// <summary>What every contender does: QoS 1 publishes as fast as the window lets them go.</summary>
/// <param name="Connections">Connections.</param>
/// <param name="Window">Messages that a connection may have unacknowledged.</param>
/// <param name="PayloadSize">Bytes of a payload.</param>
/// <param name="OfferedRate">Messages a second that a schedule asks for, if there is one: more than the target can handle.</param>
/// <param name="Settle">Time that is not measured, at the start of a round.</param>
/// <param name="Measured">Time that is measured.</param>
internal sealed record Load(int Connections, int Window, int PayloadSize, double OfferedRate, TimeSpan Settle, TimeSpan Measured);
