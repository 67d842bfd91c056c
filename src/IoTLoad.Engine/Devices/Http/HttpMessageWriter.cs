using System.Text;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>Writes the target and the body of requests that publish: <c>POST {path}/topics/{topic}?qos=0|1</c>.</summary>
internal sealed class HttpMessageWriter
{
    /// <summary>Sent as it is: the path is encoded already, and any other form of it would break a signature.</summary>
    private static readonly UriCreationOptions AsGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly Connector _connector;
    private readonly TrafficRoutes _routes;
    private readonly MessageContextSource _contexts;
    private readonly MessagePayload _payload;
    private readonly string _query;
    private readonly int _maxTopic;

    public HttpMessageWriter(
        LoadPlan plan, Connector connector, TrafficRoutes routes, MessageContextSource contexts, MessagePayload payload)
    {
        _connector = connector;
        _routes = routes;
        _contexts = contexts;
        _payload = payload;
        _query = (plan.Traffic.QoS == 0 ? "qos=0" : "qos=1") + (plan.Traffic.Retain ? "&retain=true" : "");
        _maxTopic = routes.MaxTopicLength(contexts.MaxClientIdLength);
        MaxBody = payload.MaxSize(contexts.MaxClientIdLength);
    }

    /// <summary>Most bytes that a body can have.</summary>
    public int MaxBody { get; }

    /// <summary>Whether each message has a target of its own, rather than one with all others of its device.</summary>
    public bool TargetDependsOnMessage => _routes.TopicDependsOnMessage;

    /// <summary>The target of a message.</summary>
    public PublishTarget TargetOf(int sender, long message, long intended)
    {
        var route = _routes.RouteOf(sender, message);
        Span<byte> scratch = stackalloc byte[_maxTopic];
        var topic = Encoding.UTF8.GetString(_routes.TopicOf(route, _contexts.For(route.Device, message, intended), scratch));

        // Encodes everything but RFC 3986's unreserved characters, so also the slash: the topic is one segment of the path.
        var endpoint = _connector.EndpointOf(sender);
        var path = $"{endpoint.Uri!.AbsolutePath.TrimEnd('/')}/topics/{Uri.EscapeDataString(topic)}";
        var uri = new Uri($"{endpoint.Uri.Scheme}://{endpoint.Authority}{path}?{_query}", AsGiven);
        var host = uri.IsDefaultPort ? endpoint.Authority[..endpoint.Authority.LastIndexOf(':')] : endpoint.Authority;
        return new PublishTarget(uri, host, path, _query);
    }

    /// <summary>Writes a body to a buffer of <see cref="MaxBody"/> bytes, and returns its length.</summary>
    public int WriteBody(Span<byte> destination, int sender, long message, long intended)
    {
        var route = _routes.RouteOf(sender, message);
        var context = _contexts.For(route.Device, message, intended);
        var token = new TrackingToken(_contexts.RunTag, (uint)sender, route.Sequence, context.IntendedUnixNanoseconds);
        return _payload.Write(destination, context, token);
    }
}
