using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Logs;

internal sealed class LogGroup
{
    private readonly ConcurrentDictionary<string, LogStream> _streams = new(StringComparer.Ordinal);

    public LogGroup(string name, DateTimeOffset created, IReadOnlyDictionary<string, string> tags)
    {
        Name = name;
        Created = created;
        Tags = new ConcurrentDictionary<string, string>(tags, StringComparer.Ordinal);
    }

    public string Name { get; }
    public DateTimeOffset Created { get; }
    public ConcurrentDictionary<string, string> Tags { get; }

    /// <summary>Days that events are kept; null for ever.</summary>
    public long? RetentionDays { get; set; }

    /// <summary>Streams, by name.</summary>
    public IEnumerable<LogStream> Streams => _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal);

    /// <summary>Bytes of all events.</summary>
    public long Bytes => _streams.Values.Sum(stream => stream.Bytes);

    /// <summary>The stream of a name.</summary>
    /// <returns>Null where there is none.</returns>
    public LogStream? Find(string stream) => _streams.GetValueOrDefault(stream);

    /// <returns>Whether there was none of the name.</returns>
    public bool Create(string stream, DateTimeOffset now) => _streams.TryAdd(stream, new LogStream(stream, now));

    /// <summary>The stream of a name, made where it is missing.</summary>
    public LogStream GetStream(string stream, DateTimeOffset now) =>
        _streams.GetOrAdd(stream, static (name, now) => new LogStream(name, now), now);
}
