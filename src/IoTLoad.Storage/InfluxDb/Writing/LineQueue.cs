namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Lines on their way from those who measure to the one who sends. Adding takes a lock and a copy, and never waits: when the
/// memory is used up, lines are dropped and counted.
/// </summary>
/// <param name="options">Sizes and ages.</param>
/// <param name="ready">Called when there is a batch, or the first line of one.</param>
internal sealed class LineQueue(InfluxDbWriterOptions options, Action ready)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<LineBatch> _batches = [];
    private LineBatch? _current;
    private long _currentSince;
    private long _bytes;
    private long _added;
    private long _dropped;

    /// <summary>Bytes held.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Lines given to <see cref="Add"/>.</summary>
    public long Added => Interlocked.Read(ref _added);

    /// <summary>Lines that found no room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Milliseconds (of <see cref="Environment.TickCount64"/>) at which the youngest batch is old enough to be sent; null without one.</summary>
    public long? Due
    {
        get
        {
            lock (_gate)
            {
                return _batches.Count > 0 ? 0 : _current is null ? null : _currentSince + (long)options.BatchAge.TotalMilliseconds;
            }
        }
    }

    /// <summary>Adds one line, with its line break; false where there is no room for it.</summary>
    public bool Add(ReadOnlySpan<byte> line)
    {
        bool wake;
        lock (_gate)
        {
            _added++;
            if (_bytes + line.Length > options.MemoryLimit)
            {
                _dropped++;
                return false;
            }

            wake = _current is null;
            if (_current is null)
            {
                _current = new LineBatch();
                _currentSince = Environment.TickCount64;
            }

            _current.Add(line);
            _bytes += line.Length;
            if (_current.Count >= options.BatchLines || _current.Length >= options.BatchBytes)
            {
                wake = true;
                _batches.AddLast(_current);
                _current = null;
            }
        }

        if (wake)
        {
            ready();
        }

        return true;
    }

    /// <summary>Takes the oldest batch that is full or old enough, or any with <paramref name="all"/>; null where there is none.</summary>
    public LineBatch? Take(bool all)
    {
        lock (_gate)
        {
            LineBatch? batch = null;
            if (_batches.First is { } first)
            {
                batch = first.Value;
                _batches.RemoveFirst();
            }
            else if (_current is not null && (all || Environment.TickCount64 - _currentSince >= options.BatchAge.TotalMilliseconds))
            {
                batch = _current;
                _current = null;
            }

            _bytes -= batch?.Length ?? 0;
            return batch;
        }
    }

    /// <summary>Puts a batch back to the front.</summary>
    public void Return(LineBatch batch)
    {
        lock (_gate)
        {
            _batches.AddFirst(batch);
            _bytes += batch.Length;
        }
    }
}
