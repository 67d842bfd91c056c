using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Logs;

/// <summary>The account's log groups.</summary>
internal sealed class LogStore(TimeProvider clock) : ILogWriter
{
    private readonly ConcurrentDictionary<string, LogGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>All groups, by name.</summary>
    public IEnumerable<LogGroup> Groups => _groups.Values.OrderBy(group => group.Name, StringComparer.Ordinal);

    /// <returns>Null where there is none.</returns>
    public LogGroup? Find(string name) => _groups.GetValueOrDefault(name);

    public bool Create(string name, IReadOnlyDictionary<string, string> tags) => _groups.TryAdd(name, New(name, tags));

    /// <summary>Deletes a group and all that is in it.</summary>
    public bool Delete(string name) => _groups.TryRemove(name, out _);

    public void Write(string group, string stream, DateTimeOffset time, string message)
    {
        var now = clock.GetUtcNow();
        _groups
            .GetOrAdd(group, name => New(name, new Dictionary<string, string>()))
            .GetStream(stream, now)
            .Add(time, message, now);
    }

    private LogGroup New(string name, IReadOnlyDictionary<string, string> tags) => new(name, clock.GetUtcNow(), tags);
}

/// <summary>Takes lines for CloudWatch Logs. Groups and streams are made where they are missing. Safe for concurrent use.</summary>
internal interface ILogWriter
{
    void Write(string group, string stream, DateTimeOffset time, string message);
}

internal sealed class LogGroup(string name, DateTimeOffset created, IReadOnlyDictionary<string, string> tags)
{
    private readonly ConcurrentDictionary<string, LogStream> _streams = new(StringComparer.Ordinal);

    public string Name { get; } = name;
    public DateTimeOffset Created { get; } = created;
    public ConcurrentDictionary<string, string> Tags { get; } = new(tags, StringComparer.Ordinal);

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

/// <summary>A log stream. Safe for concurrent use.</summary>
internal sealed class LogStream(string name, DateTimeOffset created)
{
    // What AWS counts for an event besides its text ("CloudWatch Logs quotas").
    private const int EventOverhead = 26;

    private readonly Lock _gate = new();
    private readonly List<LogEvent> _events = [];
    private long _bytes;

    public string Name => name;
    public DateTimeOffset Created { get; } = created;

    /// <summary>Bytes of all events.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The events by time, and in the order of their arrival where that is the same.</summary>
    public IReadOnlyList<LogEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events.OrderBy(line => line.Time)];
            }
        }
    }

    public void Add(DateTimeOffset time, string message, DateTimeOffset now)
    {
        lock (_gate)
        {
            _events.Add(new LogEvent(time, now, Name, _events.Count, message));
        }

        Interlocked.Add(ref _bytes, System.Text.Encoding.UTF8.GetByteCount(message) + EventOverhead);
    }
}

/// <summary>A line of a log.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Number">Place in the stream, by arrival.</param>
internal sealed record LogEvent(DateTimeOffset Time, DateTimeOffset Ingested, string Stream, int Number, string Message);
