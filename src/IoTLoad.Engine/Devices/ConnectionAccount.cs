using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Devices;

/// <summary>Counts what becomes of a device's connections, and says why they failed.</summary>
internal sealed class ConnectionAccount(DeviceSetup setup, Recorder recorder, int connection)
{
    private string ClientId => setup.Contexts.ClientIdOf(connection);

    /// <summary>An attempt failed before the device was accepted.</summary>
    /// <param name="stream">The connection; null if there was none yet.</param>
    /// <param name="exception">Why.</param>
    public async Task FailAsync(Stream? stream, Exception exception)
    {
        var fault = exception switch
        {
            MqttProtocolException malformed => ConnectFault.Protocol(setup.Connector.Describe(connection), malformed.Message),
            IOException and not ConnectFaultException when stream is not null =>
                await setup.Connector.ExplainBeforeConnAckAsync(connection, stream, exception),
            _ => setup.Connector.Explain(connection, exception, beforeConnAck: true),
        };
        recorder.FailConnect(fault.ToRunFault(), ClientId);
    }

    /// <summary>The device is connected: it has its CONNACK and, if it subscribes, its SUBACK.</summary>
    /// <param name="latency">From when it was due, in nanoseconds.</param>
    /// <param name="parts">What took its time.</param>
    public void Ready(long latency, ConnectParts parts)
    {
        recorder.ChangeOnline(1);
        recorder.CountConnect(latency, parts);
        recorder.NoteReady();
    }

    /// <summary>A connection that was accepted has ended.</summary>
    /// <param name="end">Why; no reason where the test ended it.</param>
    /// <param name="wasReady">Whether it came as far as <see cref="Ready"/>.</param>
    public void End(SessionEnd end, bool wasReady)
    {
        if (wasReady)
        {
            recorder.ChangeOnline(-1);
        }

        if (end.Reason.Length == 0)
        {
            return;
        }

        if (!wasReady && end.Kind == FailureKind.Disconnect)
        {
            recorder.FailConnect(
                new RunFault(
                    end.Reason, LoadErrorKind.ConnectionFailed, end.Message,
                    "The broker may not allow the subscription; its log has the reason."),
                ClientId);
            return;
        }

        recorder.Fail(end.Kind, end.Reason, $"{ClientId}: {end.Message}");
        if (end.Kind == FailureKind.Subscribe)
        {
            recorder.NoteFault(new RunFault(
                end.Reason == "Timeout" ? "SubscribeTimeout" : "SubscriptionRefused",
                end.Reason == "Timeout" ? LoadErrorKind.ConnectionFailed : LoadErrorKind.AuthenticationFailed,
                end.Message, $"Check the broker's access rules for the topics ({PlanField.Topic}), and its log."));
        }

        if (!wasReady)
        {
            recorder.CountFailedConnect();
            return;
        }

        lock (recorder.Gate)
        {
            recorder.Current.Counters.Disconnected++;
        }
    }
}
