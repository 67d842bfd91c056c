using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>The series of one kind of request, such as <c>PublishIn</c>, over one protocol.</summary>
internal sealed class RequestMetrics(IMetricRecorder recorder, string request, string protocol)
{
    /// <summary>Done.</summary>
    public IMetricSeries Success { get; } = Series(recorder, request, nameof(Success), protocol);

    /// <summary>Refused by policy or signature.</summary>
    public IMetricSeries AuthError { get; } = Series(recorder, request, nameof(AuthError), protocol);

    /// <summary>Refused because the request is wrong.</summary>
    public IMetricSeries ClientError { get; } = Series(recorder, request, nameof(ClientError), protocol);

    /// <summary>Failed inside.</summary>
    public IMetricSeries ServerError { get; } = Series(recorder, request, nameof(ServerError), protocol);

    /// <summary>Refused by a rate limit.</summary>
    public IMetricSeries Throttle { get; } = Series(recorder, request, nameof(Throttle), protocol);

    private static IMetricSeries Series(IMetricRecorder recorder, string request, string outcome, string protocol) =>
        recorder.Series(GatewayMetrics.Space, $"{request}.{outcome}", (GatewayMetrics.Protocol, protocol));
}
