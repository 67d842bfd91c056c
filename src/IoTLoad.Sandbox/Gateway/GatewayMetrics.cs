using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>The series that the message broker counts in, named as in CloudWatch ("AWS IoT metrics and dimensions" of the AWS IoT Developer Guide).</summary>
internal sealed class GatewayMetrics(IMetricRecorder recorder)
{
    /// <summary>Namespace.</summary>
    public const string Space = "AWS/IoT";

    /// <summary>Name of the dimension.</summary>
    public const string Protocol = "Protocol";

    private const string Mqtt = "MQTT";
    private const string Http = "HTTP";

    /// <summary>CONNECT.</summary>
    public RequestMetrics Connect { get; } = new(recorder, nameof(Connect), Mqtt);

    /// <summary>CONNECT refused because the client ID connects too often.</summary>
    public IMetricSeries ConnectClientIdThrottle { get; } = recorder.Series(Space, "Connect.ClientIDThrottle", (Protocol, Mqtt));

    /// <summary>PUBLISH from clients.</summary>
    public RequestMetrics PublishIn { get; } = new(recorder, nameof(PublishIn), Mqtt);

    /// <summary>PUBLISH over HTTP.</summary>
    public RequestMetrics HttpPublishIn { get; } = new(recorder, nameof(PublishIn), Http);

    /// <summary>PUBLISH to clients.</summary>
    public RequestMetrics PublishOut { get; } = new(recorder, nameof(PublishOut), Mqtt);

    /// <summary>SUBSCRIBE; each topic filter counts, as it does for the quota of subscriptions.</summary>
    public RequestMetrics Subscribe { get; } = new(recorder, nameof(Subscribe), Mqtt);

    /// <summary>PINGREQ.</summary>
    public IMetricSeries Ping { get; } = recorder.Series(Space, "Ping.Success", (Protocol, Mqtt));
}
