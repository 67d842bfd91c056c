using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// The schema of one point a connection and message, which dashboards made for the reference system read: <c>CONNECT</c> (tags
/// <c>Protocol</c>, <c>CLIENT</c>, <c>RequestType</c>=<c>connect</c>; field <c>Request</c> at the attempt, <c>Success</c> and
/// <c>Latency</c> at the CONNACK) and <c>RECEIVE</c> (<c>RequestType</c>=<c>publishOut</c>; fields <c>Success</c>, <c>Latency</c>,
/// <c>messageNo</c>, and <c>Payload</c> if asked for). Integers; latencies in nanoseconds, from the time at which it was due.
/// </summary>
internal sealed class PointLines : IMessageTap, IDisposable
{
    private readonly ThreadLocal<LineWriter> _writers = new(() => new LineWriter());
    private readonly Action<ReadOnlySpan<byte>> _add;
    private readonly string _protocol;
    private readonly ulong _threshold;
    private readonly bool _all;
    private readonly bool _payload;
    private long _lastTime;

    /// <param name="plan">The plan that runs.</param>
    /// <param name="sample">Share of connections and messages that become points, above 0 and up to 1.</param>
    /// <param name="payload">Whether points hold the payload.</param>
    /// <param name="add">Takes each line.</param>
    public PointLines(LoadPlan plan, double sample, bool payload, Action<ReadOnlySpan<byte>> add)
    {
        _add = add;
        _payload = payload;

        // The reference system's word, which it also has in the payload; MQTT over WebSocket is MQTT.
        _protocol = plan.Protocol is LoadProtocol.Mqtt or LoadProtocol.MqttWebSocket ? "mqtt" : plan.Protocol.ToString().ToLowerInvariant();
        _all = sample >= 1;
        _threshold = (ulong)(Math.Min(sample, 1) * (1UL << 63)) * 2;
    }

    /// <inheritdoc/>
    public void Connecting(string clientId, long unixNanoseconds)
    {
        if (!Wants(HashOf(clientId)))
        {
            return;
        }

        var writer = Begin("CONNECT", clientId, "connect");
        writer.Field("Request", 1L);
        End(writer, unixNanoseconds);
    }

    /// <inheritdoc/>
    public void Connected(string clientId, long unixNanoseconds, long latencyNanoseconds)
    {
        if (!Wants(HashOf(clientId)))
        {
            return;
        }

        var writer = Begin("CONNECT", clientId, "connect");
        writer.Field("Success", 1L);
        writer.Field("Latency", latencyNanoseconds);
        End(writer, unixNanoseconds);
    }

    /// <inheritdoc/>
    public void Received(string clientId, in TrackingToken token, long unixNanoseconds, ReadOnlySpan<byte> payload)
    {
        if (!Wants(((ulong)token.Sender << 36) ^ (ulong)token.Sequence))
        {
            return;
        }

        var writer = Begin("RECEIVE", clientId, "publishOut");
        writer.Field("Success", 1L);
        writer.Field("Latency", unixNanoseconds - token.IntendedUnixNanoseconds);
        writer.Field("messageNo", token.Sequence);
        if (_payload)
        {
            writer.Field("Payload", payload);
        }

        End(writer, unixNanoseconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _writers.Dispose();

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

    private LineWriter Begin(string measurement, string clientId, string requestType)
    {
        var writer = _writers.Value!;
        writer.Clear();
        writer.Begin(measurement);
        writer.Tag("CLIENT", clientId);
        writer.Tag("Protocol", _protocol);
        writer.Tag("RequestType", requestType);
        return writer;
    }

    private void End(LineWriter writer, long unixNanoseconds)
    {
        writer.End(Distinct(unixNanoseconds));
        _add(writer.Written);
    }

    /// <summary>
    /// A time that no other point has. InfluxDB keeps one point a series and time, and the messages of one read of a socket share
    /// theirs; the difference is some nanoseconds.
    /// </summary>
    private long Distinct(long time)
    {
        while (true)
        {
            var last = Interlocked.Read(ref _lastTime);
            var next = Math.Max(time, last + 1);
            if (Interlocked.CompareExchange(ref _lastTime, next, last) == last)
            {
                return next;
            }
        }
    }
}
