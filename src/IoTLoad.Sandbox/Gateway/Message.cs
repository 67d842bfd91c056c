using IoTLoad.Sandbox.Services.IoT;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>A message on its way through the broker. The payload belongs to the message and does not change.</summary>
/// <param name="QoS">QoS it was published with, 0 or 1.</param>
/// <param name="Retain">Whether it was published to be retained.</param>
internal sealed record Message(string Topic, ReadOnlyMemory<byte> Payload, int QoS, bool Retain)
{
    /// <summary>Client that published it; null for HTTP and rules.</summary>
    public string? ClientId { get; init; }

    /// <summary>MQTT 5: media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>MQTT 5: topic for the answer.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>MQTT 5: what the answer refers to.</summary>
    public byte[]? CorrelationData { get; init; }

    /// <summary>MQTT 5: whether the payload is text.</summary>
    public MqttPayloadFormatIndicator PayloadFormat { get; init; }

    /// <summary>MQTT 5: the publisher's own properties.</summary>
    public List<MqttUserProperty>? UserProperties { get; init; }

    /// <summary>MQTT 5: when it is of no use any more; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>What devices ask of IoT Core itself, by messages on reserved topics.</summary>
/// <param name="Serves">Whether requests go to a topic.</param>
/// <param name="Answer">Topic and payload of a request to those of its response, which only the connection that asked gets.</param>
internal sealed record DeviceRequests(Func<string, bool> Serves, Func<string, ReadOnlyMemory<byte>, (string Topic, byte[] Payload)> Answer)
{
    /// <summary>Whether a filter is about topics of responses, or of what IoT Core itself announces.</summary>
    public static bool MayAnswer(string filter) =>
        filter.StartsWith("$aws/certificates/", StringComparison.Ordinal)
            || filter.StartsWith(JustInTimeRegistration.TopicPrefix, StringComparison.Ordinal)
            || filter.StartsWith("$aws/provisioning-templates/", StringComparison.Ordinal);
}

/// <summary>What becomes of a PUBLISH request.</summary>
internal enum PublishOutcome
{
    /// <summary>It is on its way.</summary>
    Accepted,

    /// <summary>A rate limit, or a fault that was asked for.</summary>
    Throttled,

    /// <summary>A policy does not allow it.</summary>
    Denied,

    /// <summary>The topic is reserved, or no topic.</summary>
    BadTopic,

    /// <summary>The topic is too long or too deep.</summary>
    LongTopic,

    /// <summary>The payload is too large.</summary>
    TooLarge,
}
