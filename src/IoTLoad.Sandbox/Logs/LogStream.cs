namespace IoTLoad.Sandbox.Logs;

/// <summary>A log stream. Safe for concurrent use.</summary>
internal sealed class LogStream
{
    // What AWS counts for an event besides its text ("CloudWatch Logs quotas").
    private const int EventOverhead = 26;

    private readonly Lock _gate = new();
    private readonly List<LogEvent> _events = [];
    private long _bytes;

    public LogStream(string name, DateTimeOffset created)
    {
        Name = name;
        Created = created;
    }

    public string Name { get; }
    public DateTimeOffset Created { get; }

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

    /// <summary>Adds an event.</summary>
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
