using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Sends lines in batches, one request at a time, and keeps what cannot be sent. While the server is away, lines go to the spool;
/// when it is back, the spool is replayed beside what is new. All but <see cref="Add"/> happens in one loop of its own, so nobody
/// who adds a line waits for a network or a disk.
/// </summary>
internal sealed class InfluxDbWriter : IAsyncDisposable
{
    /// <summary>Milliseconds after which a spool whose disk failed is tried again.</summary>
    private const int SpoolRetry = 1000;

    private readonly InfluxDbWriterOptions _options;
    private readonly InfluxDbSpool? _spool;
    private readonly BatchSender _sender;
    private readonly LineQueue _queue;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _gate = new();
    private readonly Task _loop;
    private InfluxDbWriterStatus _status = new();
    private RetryDelay _delay;
    private Task<SendResult>? _sending;
    private int? _segment;
    private bool _replayTurn;
    private bool _failing;
    private bool _refused;
    private long _resumeAt;
    private long _spoolAt;
    private long _endBy = long.MaxValue;

    /// <summary>Begins to send.</summary>
    /// <param name="client">The server.</param>
    /// <param name="options">Sizes and waits.</param>
    /// <param name="spool">Where lines wait while the server is away; null keeps them in memory only. Disposed with the writer.</param>
    /// <param name="seed">Seed of the jitter.</param>
    public InfluxDbWriter(InfluxDbClient client, InfluxDbWriterOptions options, InfluxDbSpool? spool, ulong seed)
    {
        _options = options;
        _spool = spool;
        _sender = new BatchSender(client, options.BatchLines);
        _queue = new LineQueue(options, Wake);
        _delay = new RetryDelay(options.RetryLeast, options.RetryMost, seed);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What became of the lines so far.</summary>
    public InfluxDbWriterStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status with { Added = _status.Added + _queue.Added, Dropped = _status.Dropped + _queue.Dropped };
            }
        }
    }

    /// <summary>Whether a quarter of the memory is used.</summary>
    public bool IsBusy => _queue.Bytes > _options.MemoryLimit / 4;

    private bool Ending => Volatile.Read(ref _endBy) != long.MaxValue;

    /// <summary>Takes one line, with its line break; returns at once. False where it had to be dropped, which is counted.</summary>
    public bool Add(ReadOnlySpan<byte> line) => _queue.Add(line);

    /// <summary>Sends what is left, for as long as the drain time; the rest stays in the spool.</summary>
    public async Task<InfluxDbWriterStatus> CompleteAsync(CancellationToken cancellation)
    {
        EndWithin(_options.DrainTime);
        await using (cancellation.Register(() => EndWithin(TimeSpan.Zero)))
        {
            await _loop;
        }

        // The loop is over, and with it all use of the spool by others.
        return Status with { SpoolHolds = _spool is { IsEmpty: false } };
    }

    /// <summary>Ends at once; what is left stays in the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        EndWithin(TimeSpan.Zero);
        try
        {
            await _loop;
        }
        finally
        {
            _spool?.Dispose();
            _wake.Dispose();
            _giveUp.Dispose();
        }
    }

    private void Wake() => _wake.Release();

    private void EndWithin(TimeSpan time)
    {
        var end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        if (end < Volatile.Read(ref _endBy))
        {
            Volatile.Write(ref _endBy, end);
        }

        // A server that was away is tried once more, however long the wait was to be.
        Volatile.Write(ref _resumeAt, 0);
        if (!_loop.IsCompleted)
        {
            Wake();
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await _wake.WaitAsync(NextWait());
            if (_sending is { IsCompleted: true } sent)
            {
                _sending = null;
                Finish(await sent);
            }

            Spill();
            if (_sending is null)
            {
                Start();
            }

            if (Ending && await IsOverAsync())
            {
                return;
            }
        }
    }

    private TimeSpan NextWait()
    {
        // A second at most: a spool whose disk was full is tried again.
        var now = Environment.TickCount64;
        var next = Math.Min(now + 1000, Volatile.Read(ref _endBy));
        if (_sending is null)
        {
            var resume = Volatile.Read(ref _resumeAt);
            var due = Ending && _queue.Bytes > 0 ? 0 : _queue.Due ?? long.MaxValue;
            var replay = _spool is { IsEmpty: false } ? _spoolAt : long.MaxValue;
            next = Math.Min(next, Math.Max(resume, Math.Min(due, replay)));
        }

        return TimeSpan.FromMilliseconds(Math.Max(next - now, 0));
    }

    private void Start()
    {
        if (Environment.TickCount64 < Volatile.Read(ref _resumeAt) || (_refused && Ending))
        {
            return;
        }

        _replayTurn = !_replayTurn;
        if (Next() is { Count: > 0 } batch)
        {
            _sending = Task.Run(() => _sender.SendAsync(batch, _giveUp.Token));
            _sending.ContinueWith(_ => Wake(), TaskScheduler.Default);
        }
    }

    private LineBatch? Next()
    {
        _segment = null;
        if (!_replayTurn && _queue.Take(Ending) is { } young)
        {
            return young;
        }

        while (_spool is { IsEmpty: false } && Environment.TickCount64 >= _spoolAt)
        {
            if (Try(_spool.Peek) is not { } oldest)
            {
                break;
            }

            if (oldest.Lines.Count > 0)
            {
                _segment = oldest.Number;
                return oldest.Lines;
            }

            // Left by a process that died before it had written one whole batch.
            if (!Try(() => _spool.Remove(oldest.Number)))
            {
                break;
            }
        }

        return _queue.Take(Ending);
    }

    private void Finish(SendResult result)
    {
        _failing = result.Failure is not null;
        _refused = result.Failure?.Status == WriteStatus.Refused;
        if (result.Failure is { } failure)
        {
            Volatile.Write(ref _resumeAt, Environment.TickCount64 + (long)_delay.Next(failure.RetryAfter).TotalMilliseconds);
        }
        else
        {
            _delay.Reset();
        }

        var settled = result.Written + result.Rejected.Count;
        var unsent = result.Unsent.Sum(batch => batch.Count);
        lock (_gate)
        {
            var adopted = settled > 0 && _segment < _spool?.FirstOwn ? settled + unsent : 0;
            _status = _status with
            {
                Added = _status.Added + adopted,
                Recovered = _status.Recovered + adopted,
                Written = _status.Written + result.Written,
                Rejected = _status.Rejected + result.Rejected.Count,
                Retries = _status.Retries + (_failing ? 1 : 0),
                LastError = result.Failure?.Error,
                FirstRejection = _status.FirstRejection ?? result.Rejected.Select(line => line.Error).FirstOrDefault(),
            };
        }

        foreach (var rejected in result.Rejected)
        {
            Try(() => _spool?.Reject(rejected.Line, rejected.Error.Message));
        }

        if (_segment is { } segment)
        {
            // A file of which nothing was settled stays as it is; else what is left of it goes into another.
            if (settled > 0 && result.Unsent.TrueForAll(Keep))
            {
                Try(() => _spool!.Remove(segment));
            }
        }
        else
        {
            foreach (var batch in result.Unsent.AsEnumerable().Reverse().Where(batch => !Keep(batch)))
            {
                _queue.Return(batch);
            }
        }
    }

    /// <summary>Moves lines from memory to the spool while the server is away, or slower than the lines come.</summary>
    private void Spill()
    {
        if (_spool is null || Environment.TickCount64 < _spoolAt || (!_failing && _queue.Bytes <= _options.MemoryLimit / 2))
        {
            return;
        }

        var enough = _failing ? 0 : _options.MemoryLimit / 4;
        while (_queue.Bytes > enough && _queue.Take(all: false) is { } batch)
        {
            if (!Keep(batch))
            {
                _queue.Return(batch);
                return;
            }
        }
    }

    private async Task<bool> IsOverAsync()
    {
        if (_sending is null && _queue.Bytes == 0 && _spool is null or { IsEmpty: true })
        {
            return true;
        }

        if (Environment.TickCount64 < Volatile.Read(ref _endBy) && !(_refused && _sending is null))
        {
            return false;
        }

        if (_sending is { } last)
        {
            await _giveUp.CancelAsync();
            _sending = null;
            Finish(await last);
        }

        while (_queue.Take(all: true) is { } batch)
        {
            if (!Keep(batch))
            {
                lock (_gate)
                {
                    _status = _status with { Dropped = _status.Dropped + batch.Count };
                }
            }
        }

        return true;
    }

    private bool Keep(LineBatch batch) => _spool is not null && Try(() => _spool.Append(batch));

    private bool Try(Action use) => Try(() =>
    {
        use();
        return this;
    }) is not null;

    /// <summary>Uses the spool; a fault of its disk is kept for the status, and the lines stay where they were.</summary>
    private T? Try<T>(Func<T> use)
        where T : class
    {
        LoadException? error = null;
        try
        {
            return use();
        }
        catch (LoadException exception)
        {
            error = exception;
            _spoolAt = Environment.TickCount64 + SpoolRetry;
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _status = _status with { SpoolError = error };
            }
        }
    }
}
