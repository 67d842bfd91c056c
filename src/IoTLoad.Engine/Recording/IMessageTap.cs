using IoTLoad.Engine.Payload;

namespace IoTLoad.Engine.Recording;

/// <summary>
/// Is told of single connections and messages while a test runs; where there is none, that costs a comparison with null.
/// </summary>
/// <remarks>
/// Called at once on the threads that serve the sockets, by many of them at a time, under their devices' locks: it must return
/// within a microsecond or so, never wait and never throw. One that wants a sample decides by the message's sender and sequence.
/// </remarks>
public interface IMessageTap
{
    /// <summary>A device begins to connect; over HTTP, a connection is begun for a request of it.</summary>
    /// <param name="clientId">The device's client ID.</param>
    /// <param name="unixNanoseconds">Now, nanoseconds since 1970.</param>
    void Connecting(string clientId, long unixNanoseconds);

    /// <summary>A device has its CONNACK; over HTTP, a connection is ready for requests, TLS included.</summary>
    /// <param name="clientId">The device's client ID.</param>
    /// <param name="unixNanoseconds">Now, nanoseconds since 1970.</param>
    /// <param name="latencyNanoseconds">Time since it was to connect.</param>
    void Connected(string clientId, long unixNanoseconds, long latencyNanoseconds);

    /// <summary>A subscriber has received a message of this run for the first time.</summary>
    /// <param name="clientId">The subscriber's client ID.</param>
    /// <param name="token">The message, with its intended time.</param>
    /// <param name="unixNanoseconds">Now, nanoseconds since 1970.</param>
    /// <param name="payload">The message's payload; valid during the call.</param>
    void Received(string clientId, in TrackingToken token, long unixNanoseconds, ReadOnlySpan<byte> payload);
}
