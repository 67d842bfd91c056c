using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Sends lines in batches, one request at a time, and keeps what cannot be sent. While the server is away, lines go to the spool;
/// when it is back, the spool is replayed beside what is new. Everything but <see cref="Add"/> happens in one loop, so adding a
/// line never waits for a network or a disk; when memory is used up, lines are dropped and counted.
/// </summary>
internal sealed class InfluxDbWriter : IAsyncDisposable
{
    /// <summary>Milliseconds between looks at memory and time during a request, and after a fault of the spool's disk.</summary>
    private const int LookEvery = 100;
    private const int SpoolRetry = 1000;

    private readonly InfluxDbWriterOptions _options;
    private readonly InfluxDbSpool? _spool;
    private readonly BatchSender _sender;
    private readonly LineBuffer _lines;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _gate = new();
    private readonly Task _loop;
    private InfluxDbWriterStatus _status = new();
    private RetryDelay _delay;
    private long _added;
    private long _dropped;
    private bool _replayTurn;
    private bool _failing;
    private bool _refused;
    private long _flushAt;
    private long _resumeAt;
    private long _spoolAt;
    private long _endBy = long.MaxValue;

    /// <param name="client">The server.</param>
    /// <param name="options">Sizes and waits.</param>
    /// <param name="spool">Where lines wait while the server is away; null keeps them in memory only. Disposed with the writer.</param>
    /// <param name="seed">Seed of the jitter.</param>
    public InfluxDbWriter(InfluxDbClient client, InfluxDbWriterOptions options, InfluxDbSpool? spool, ulong seed)
    {
        _options = options;
        _lines = new LineBuffer(options);
        _spool = spool;
        _sender = new BatchSender(client, options.BatchLines);
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
                return _status with
                {
                    Added = _status.Added + Interlocked.Read(ref _added),
                    Dropped = _status.Dropped + Interlocked.Read(ref _dropped),
                };
            }
        }
    }

    /// <summary>Whether a quarter of the memory is used.</summary>
    public bool IsBusy => _lines.Bytes > _options.MemoryLimit / 4;

    private bool Ending => Volatile.Read(ref _endBy) != long.MaxValue;

    /// <summary>Takes a line, or drops and counts it; returns at once.</summary>
    public void Add(string line)
    {
        Interlocked.Increment(ref _added);
        if (!_lines.TryAdd(line, out var makesBatch))
        {
            Interlocked.Increment(ref _dropped);
        }
        else if (makesBatch)
        {
            _wake.Release();
        }
    }

    /// <summary>Sends what is left, for as long as the drain time; the rest stays in the spool.</summary>
    public async Task<InfluxDbWriterStatus> CompleteAsync(CancellationToken cancellation)
    {
        EndWithin(_options.DrainTime);
        await using (cancellation.Register(() => EndWithin(TimeSpan.Zero)))
        {
            await _loop;
        }

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

    private void EndWithin(TimeSpan time)
    {
        var end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        Volatile.Write(ref _endBy, Math.Min(end, Volatile.Read(ref _endBy)));

        // A server that was away is tried once more, however long the wait was to be.
        Volatile.Write(ref _resumeAt, 0);
        if (!_loop.IsCompleted)
        {
            _wake.Release();
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            var now = Environment.TickCount64;
            if (now < Volatile.Read(ref _resumeAt))
            {
                Spill(downTo: 0);
            }
            else if (Next(now) is var (segment, lines))
            {
                Finish(segment, await SendAsync(lines));
                if (!Ending || (!_refused && Environment.TickCount64 < Volatile.Read(ref _endBy)))
                {
                    continue;
                }

                break;
            }

            if (Ending && (now >= Volatile.Read(ref _endBy) || (_lines.Bytes == 0 && _spool is null or { IsEmpty: true })))
            {
                break;
            }

            await _wake.WaitAsync(Pause());
        }

        while (_lines.Take() is { } rest)
        {
            Interlocked.Add(ref _dropped, Keep(rest) ? 0 : rest.Count);
        }
    }

    private TimeSpan Pause()
    {
        var now = Environment.TickCount64;
        var flush = _flushAt > now ? _flushAt : now + (long)_options.BatchAge.TotalMilliseconds;
        var next = Math.Max(Volatile.Read(ref _resumeAt), _spool is { IsEmpty: false } ? Math.Min(_spoolAt, flush) : flush);
        return TimeSpan.FromMilliseconds(Math.Clamp(Math.Min(next, Volatile.Read(ref _endBy)) - now, 1, SpoolRetry));
    }

    private async Task<SendResult> SendAsync(IReadOnlyList<string> lines)
    {
        var sending = Task.Run(() => _sender.SendAsync(lines, _giveUp.Token));
        while (await Task.WhenAny(sending, Task.Delay(LookEvery)) != sending)
        {
            // The server is slower than the lines come, or hangs.
            if (_lines.Bytes > _options.MemoryLimit / 2)
            {
                Spill(downTo: _options.MemoryLimit / 4);
            }

            if (Environment.TickCount64 >= Volatile.Read(ref _endBy))
            {
                await _giveUp.CancelAsync();
            }
        }

        return await sending;
    }

    /// <summary>What to send now, by turns from the spool and from memory; null if nothing is due.</summary>
    private (int? Segment, IReadOnlyList<string> Lines)? Next(long now)
    {
        _replayTurn = !_replayTurn;
        return (_replayTurn ? Spooled() ?? Young() : Young() ?? Spooled());

        (int?, IReadOnlyList<string>)? Young()
        {
            var due = Ending || now >= _flushAt || _lines.HasBatch || IsBusy;
            if (!due || _lines.Take() is not { } lines)
            {
                return null;
            }

            _flushAt = now + (long)_options.BatchAge.TotalMilliseconds;
            return (null, lines);
        }

        (int?, IReadOnlyList<string>)? Spooled()
        {
            (int?, IReadOnlyList<string>)? oldest = null;
            return _spool is { IsEmpty: false } && now >= _spoolAt && TrySpool(() => oldest = _spool.Peek()) ? oldest : null;
        }
    }

    private void Finish(int? segment, SendResult result)
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
        lock (_gate)
        {
            var adopted = settled > 0 && segment < _spool?.FirstOwn ? settled + result.Unsent.Count : 0;
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

        if (_spool is not null)
        {
            result.Rejected.ForEach(line => TrySpool(() => _spool.Reject(line)));
        }

        if (segment is { } sent)
        {
            // A file of which nothing was settled stays as it is; otherwise what is left of it goes into another.
            if ((settled > 0 || result.Unsent.Count == 0) && (result.Unsent.Count == 0 || Keep(result.Unsent)))
            {
                TrySpool(() => _spool!.Remove(sent));
            }
        }
        else if (result.Unsent.Count > 0 && !Keep(result.Unsent))
        {
            _lines.Return(result.Unsent);
        }
    }

    /// <summary>Moves lines from memory to the spool.</summary>
    private void Spill(int downTo)
    {
        while (_spool is not null && Environment.TickCount64 >= _spoolAt && _lines.Bytes > downTo && _lines.Take() is { } lines)
        {
            if (!Keep(lines))
            {
                _lines.Return(lines);
            }
        }
    }

    private bool Keep(IReadOnlyList<string> lines) => _spool is not null && TrySpool(() => _spool.Append(lines));

    /// <summary>Uses the spool; a fault of its disk is kept for the status, and the lines stay where they were.</summary>
    private bool TrySpool(Action use)
    {
        LoadException? error = null;
        try
        {
            use();
            return true;
        }
        catch (LoadException exception)
        {
            error = exception;
            _spoolAt = Environment.TickCount64 + SpoolRetry;
            return false;
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
