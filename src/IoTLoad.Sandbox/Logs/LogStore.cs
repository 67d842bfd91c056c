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

    /// <summary>Makes a group.</summary>
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
    /// <summary>Adds a line.</summary>
    void Write(string group, string stream, DateTimeOffset time, string message);
}
