using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>The last retained message of each topic. Safe for concurrent use.</summary>
internal sealed class RetainedMessages(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Entry> _messages = new(StringComparer.Ordinal);

    /// <summary>All of them, by topic.</summary>
    public IEnumerable<Entry> All => _messages.Values.Where(IsGood).OrderBy(entry => entry.Message.Topic, StringComparer.Ordinal);

    /// <summary>Keeps a message; one without payload removes what was kept.</summary>
    public void Keep(Message message)
    {
        if (message.Payload.IsEmpty)
        {
            _messages.TryRemove(message.Topic, out _);
        }
        else
        {
            _messages[message.Topic] = new Entry(message, clock.GetUtcNow());
        }
    }

    /// <summary>The message of a topic.</summary>
    public Entry? Find(string topic) => _messages.GetValueOrDefault(topic) is { } entry && IsGood(entry) ? entry : null;

    private bool IsGood(Entry entry) => !(entry.Message.Expires <= clock.GetUtcNow());

    /// <summary>A retained message.</summary>
    internal sealed record Entry(Message Message, DateTimeOffset Modified);
}
