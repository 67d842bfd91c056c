using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Connecting.Faults;

/// <summary>Why a connection could not be made, or was lost.</summary>
/// <param name="Reason">A stable name, such as <c>ConnectionRefused</c>; failures are counted by it.</param>
/// <param name="Message">What happened, in words, with the endpoint.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Kind">What kind of error it is, should no device connect at all.</param>
public sealed record ConnectFault(string Reason, string Message, string Advice, LoadErrorKind Kind)
{
    /// <summary>What happened and what to do about it.</summary>
    public string Text => Advice.Length == 0 ? Message : Message + " " + Advice;

    /// <summary>The fault behind an exception of <see cref="Connector.ConnectAsync"/> or its stream.</summary>
    /// <param name="exception">The exception; the whole chain of inner exceptions is looked at.</param>
    /// <param name="endpoint">The endpoint, as <see cref="Connector.Describe"/> gives it.</param>
    public static ConnectFault Classify(Exception exception, string endpoint) => FaultClassification.Classify(exception, endpoint);

    /// <summary>The peer closed the connection in good order, without an MQTT DISCONNECT.</summary>
    /// <param name="endpoint">The endpoint, as <see cref="Connector.Describe"/> gives it.</param>
    public static ConnectFault Closed(string endpoint) => new(
        "ClosedByPeer",
        $"{endpoint} closed the connection.",
        "Look in the broker's log for the reason; client IDs that are used twice, keep-alive and limits are the usual ones.",
        LoadErrorKind.ConnectionFailed);

    /// <summary>The peer sent what MQTT or WebSocket does not allow.</summary>
    /// <param name="endpoint">The endpoint, as <see cref="Connector.Describe"/> gives it.</param>
    /// <param name="what">What it sent, as the end of the sentence "the endpoint ...".</param>
    public static ConnectFault Protocol(string endpoint, string what) => new(
        "ProtocolError",
        $"{endpoint} {what}.",
        "Check that the endpoint is an MQTT broker, and that its scheme and port belong together.",
        LoadErrorKind.ConnectionFailed);

    /// <summary>The fault as a result keeps it.</summary>
    public RunFault ToRunFault() => new(Reason, Kind, Message, Advice);

    /// <summary>The fault as the error that ends a test.</summary>
    public LoadException ToException(object? target = null, Exception? inner = null) =>
        new(Reason, Kind, Message, Advice, target, inner);
}

/// <summary>A connection failed for a reason that is known exactly where it is thrown.</summary>
internal sealed class ConnectFaultException(ConnectFault fault, Exception? inner = null) : IOException(fault.Text, inner)
{
    /// <summary>The reason.</summary>
    public ConnectFault Fault { get; } = fault;
}
