using System.Globalization;
using MQTTnet;

namespace IoTLoad.Peers;

/// <summary>Reads a broker's <c>$SYS</c> topics, and keeps count of what that adds to them.</summary>
internal sealed class SysReader(string address, int port, KeyValuePair<string, string>? user)
{
    private const string Prefix = "$SYS/broker/";
    private const string Clock = Prefix + "uptime";
    private const string Constant = Prefix + "version";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private long _received;

    /// <summary>Forgets what was read: the broker counts from 0.</summary>
    public void Reset() => Interlocked.Exchange(ref _received, 0);

    /// <summary>Reads all counters, as they are after the next whole update.</summary>
    public async Task<SysCounters> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var client = new MqttClientFactory().CreateMqttClient();
        var values = new Dictionary<string, string>();
        var ticked = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += received =>
        {
            var message = received.ApplicationMessage;
            var count = Interlocked.Increment(ref _received);
            if (message.Topic == Clock && !message.Retain)
            {
                ticked.TrySetResult(count);
            }
            else if (ticked.Task.IsCompleted && message.Retain
                && !values.TryAdd(message.Topic[Prefix.Length..], message.ConvertPayloadToString()))
            {
                complete.TrySetResult();
            }

            return Task.CompletedTask;
        };

        var options = new MqttClientOptionsBuilder().WithTcpServer(address, port);
        if (user is { } login)
        {
            options.WithCredentials(login.Key, login.Value);
        }

        await client.ConnectAsync(options.Build(), limit.Token);

        // The broker publishes its counters in one go, uptime first, and counts the messages that carry them as sent. Only
        // uptime is subscribed to until an update is through: so its count of sent messages holds what was read until then
        // and nothing more. The retained values that the second subscription brings are those of that update.
        await client.SubscribeAsync(Clock, cancellationToken: limit.Token);
        var sentToReaders = await ticked.Task.WaitAsync(limit.Token);
        await client.SubscribeAsync(Prefix + "#", cancellationToken: limit.Token);

        // The broker's version never changes. When it comes again, everything before it has come and is counted, and
        // nothing will come after it.
        await client.UnsubscribeAsync(Prefix + "#", limit.Token);
        await client.UnsubscribeAsync(Clock, limit.Token);
        await client.SubscribeAsync(Constant, cancellationToken: limit.Token);
        await complete.Task.WaitAsync(limit.Token);
        await client.DisconnectAsync(cancellationToken: limit.Token);
        return new SysCounters(values, sentToReaders);
    }
}

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
