using System.Globalization;

namespace IoTLoad.Peers;

/// <summary>A broker's own counters, from its <c>$SYS/broker/</c> topics.</summary>
/// <param name="values">Values by topic, without <c>$SYS/broker/</c>.</param>
/// <param name="sentToReaders">PUBLISH packets that the broker sent only to publish its counters.</param>
public sealed class SysCounters(IReadOnlyDictionary<string, string> values, long sentToReaders)
{
    /// <summary>PUBLISH packets that the broker received.</summary>
    public long PublishesReceived => Number("publish/messages/received");

    /// <summary>PUBLISH packets that the broker sent, less those that carried these counters.</summary>
    public long PublishesSent => Number("publish/messages/sent") - sentToReaders;

    /// <summary>Messages that the broker dropped.</summary>
    public long PublishesDropped => Number("publish/messages/dropped");

    /// <summary>Clients that are connected, less the one that reads.</summary>
    public long ClientsConnected => Number("clients/connected") - 1;

    /// <summary>A value as text; null if the broker has none.</summary>
    /// <param name="topic">Topic without <c>$SYS/broker/</c>.</param>
    public string? this[string topic] => values.GetValueOrDefault(topic);

    /// <summary>A value as a number; 0 if the broker has none, because it publishes none before the first change.</summary>
    /// <param name="topic">Topic without <c>$SYS/broker/</c>.</param>
    public long Number(string topic) => values.TryGetValue(topic, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
}
