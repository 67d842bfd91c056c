using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// The series that the message broker counts in, named as in CloudWatch ("AWS IoT metrics and dimensions" of the AWS IoT Developer
/// Guide).
/// </summary>
internal sealed class GatewayMetrics(IMetricRecorder recorder)
{
    /// <summary>Name of the dimension.</summary>
    public const string Protocol = "Protocol";

    private const string Mqtt = "MQTT";
    private const string Http = "HTTP";

    public RequestMetrics Connect { get; } = new(recorder, nameof(Connect), Mqtt);

    /// <summary>CONNECT refused because the client ID connects too often.</summary>
    public IMetricSeries ConnectClientIdThrottle { get; } =
        recorder.Series(RuleMetrics.Space, "Connect.ClientIDThrottle", (Protocol, Mqtt));

    /// <summary>PUBLISH from clients.</summary>
    public RequestMetrics PublishIn { get; } = new(recorder, nameof(PublishIn), Mqtt);

    /// <summary>PUBLISH over HTTP.</summary>
    public RequestMetrics HttpPublishIn { get; } = new(recorder, nameof(PublishIn), Http);

    /// <summary>PUBLISH to clients.</summary>
    public RequestMetrics PublishOut { get; } = new(recorder, nameof(PublishOut), Mqtt);

    /// <summary>SUBSCRIBE; each topic filter counts, as it does for the quota of subscriptions.</summary>
    public RequestMetrics Subscribe { get; } = new(recorder, nameof(Subscribe), Mqtt);

    public IMetricSeries Ping { get; } = recorder.Series(RuleMetrics.Space, "Ping.Success", (Protocol, Mqtt));
}

/// <summary>The series of one kind of request, such as <c>PublishIn</c>, over one protocol.</summary>
internal sealed class RequestMetrics(IMetricRecorder recorder, string request, string protocol)
{
    public IMetricSeries Success { get; } = Series(recorder, request, nameof(Success), protocol);

    /// <summary>Refused by policy or signature.</summary>
    public IMetricSeries AuthError { get; } = Series(recorder, request, nameof(AuthError), protocol);

    /// <summary>Refused because the request is wrong.</summary>
    public IMetricSeries ClientError { get; } = Series(recorder, request, nameof(ClientError), protocol);

    /// <summary>Refused by a rate limit.</summary>
    public IMetricSeries Throttle { get; } = Series(recorder, request, nameof(Throttle), protocol);

    private static IMetricSeries Series(IMetricRecorder recorder, string request, string outcome, string protocol) =>
        recorder.Series(RuleMetrics.Space, $"{request}.{outcome}", (GatewayMetrics.Protocol, protocol));
}
