using System.Text;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Writes;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// One point for each connection and message, as dashboards made for the reference system read them: <c>CONNECT</c> (tags
/// <c>Protocol</c>, <c>CLIENT</c>, <c>RequestType</c>=<c>connect</c>; field <c>Request</c> at the attempt, <c>Success</c> and
/// <c>Latency</c> at the CONNACK) and <c>RECEIVE</c> (<c>RequestType</c>=<c>publishOut</c>; fields <c>Success</c>, <c>Latency</c>,
/// <c>messageNo</c>, and <c>Payload</c> if asked for). Integers; latencies in nanoseconds, from when it was due.
/// </summary>
internal sealed class MessagePoints : IMessageTap
{
    private readonly Action<Func<PointData>> _add;
    private readonly string _protocol;
    private readonly ulong _threshold;
    private readonly bool _all;
    private readonly bool _payload;
    private long _lastTime;

    /// <param name="plan">The plan that runs.</param>
    /// <param name="sample">Share of connections and messages that become points, above 0 and up to 1.</param>
    /// <param name="payload">Whether points hold the payload.</param>
    /// <param name="add">Takes what makes each point, so that no event loop spends time on it. The calls must not overlap.</param>
    public MessagePoints(LoadPlan plan, double sample, bool payload, Action<Func<PointData>> add)
    {
        _add = add;
        _payload = payload;

        // The reference system's word, which its payload also has; MQTT over WebSocket is MQTT.
        _protocol = plan.Protocol is LoadProtocol.Mqtt or LoadProtocol.MqttWebSocket ? "mqtt" : plan.Protocol.ToString().ToLowerInvariant();
        _all = sample >= 1;
        _threshold = (ulong)(Math.Min(sample, 1) * (1UL << 63)) * 2;
    }

    public void Connecting(string clientId, long unixNanoseconds)
    {
        if (Wants(HashOf(clientId)))
        {
            _add(() => End(Begin("CONNECT", clientId, "connect").Field("Request", 1L), unixNanoseconds));
        }
    }

    public void Connected(string clientId, long unixNanoseconds, long latencyNanoseconds)
    {
        if (Wants(HashOf(clientId)))
        {
            _add(() => End(
                Begin("CONNECT", clientId, "connect").Field("Success", 1L).Field("Latency", latencyNanoseconds), unixNanoseconds));
        }
    }

    public void Received(string clientId, in TrackingToken token, long unixNanoseconds, ReadOnlySpan<byte> payload)
    {
        if (!Wants(((ulong)token.Sender << 36) ^ (ulong)token.Sequence))
        {
            return;
        }

        // From 1, as in the reference payload.
        var (number, latency) = (token.Sequence + 1, unixNanoseconds - token.IntendedUnixNanoseconds);
        var text = _payload ? Encoding.UTF8.GetString(payload) : null;
        _add(() =>
        {
            var point = Begin("RECEIVE", clientId, "publishOut").Field("Success", 1L).Field("Latency", latency)
                .Field("messageNo", number);
            return End(text is null ? point : point.Field("Payload", text), unixNanoseconds);
        });
    }

    // FNV-1a: the same connections on every machine and in every run of the plan.
    private static ulong HashOf(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in text)
        {
            hash = (hash ^ each) * 1099511628211;
        }

        return hash;
    }

    private bool Wants(ulong identity) => _all || SplitMix.Mix(identity) < _threshold;

    private PointData.Builder Begin(string measurement, string clientId, string requestType) => PointData.Builder.Measurement(measurement)
        .Tag("CLIENT", LineText.TagValue(clientId))
        .Tag("Protocol", _protocol)
        .Tag("RequestType", requestType);

    /// <summary>
    /// Gives the point a time that no other point has: InfluxDB keeps one point a series and time, and the messages of one read of
    /// a socket share theirs. The difference is some nanoseconds.
    /// </summary>
    private PointData End(PointData.Builder point, long unixNanoseconds)
    {
        _lastTime = Math.Max(unixNanoseconds, _lastTime + 1);
        return point.Timestamp(_lastTime, WritePrecision.Ns).ToPointData();
    }
}
