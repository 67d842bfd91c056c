using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// Writes a run's folder while it runs. Each report's seconds are appended at once, so that a crash of the process loses nothing; the
/// disk is waited for once a second, however many shards report, so that a crash of the machine loses the last reports only.
/// </summary>
public sealed class RunFolderSink : IReportSink
{
    /// <summary>How often it is looked whether another process has asked for the run's end.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two waits for the disk; a little less than a second, so that a report each second is not held back.</summary>
    private static readonly TimeSpan DiskInterval = TimeSpan.FromMilliseconds(900);

    private readonly RunFolder _folder;
    private readonly TimeProvider _clock;
    private readonly SliceWriter _slices;
    private readonly LatencyLog _histograms;
    private readonly FileStream _lock;
    private readonly SliceSet _written = new();
    private readonly Queue<StoredSlice> _unlogged = [];
    private readonly SortedDictionary<int, (int Wave, int Sequence, StoredShard Shard)> _shards = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Timer _look;
    private StoredState _state;
    private bool _stateIsOld;
    private DateTimeOffset _flushed;
    private DateTimeOffset _stateWritten;
    private bool _disposed;

    /// <param name="folder">The run's folder.</param>
    /// <param name="state">Its state, as written.</param>
    /// <param name="held">The lock on the folder, which the sink closes.</param>
    /// <param name="clock">The time.</param>
    internal RunFolderSink(RunFolder folder, StoredState state, FileStream held, TimeProvider clock)
    {
        _clock = clock;
        _folder = folder;
        _state = state;
        _lock = held;
        var isResumed = File.Exists(folder.SlicesFile);
        _slices = new SliceWriter(folder.SlicesFile);
        if (isResumed)
        {
            foreach (var (_, slice) in SliceLog.Read(folder))
            {
                _written.Add(slice);
            }

            _histograms = new LatencyLog(PrivateFiles.AppendLog(folder.HistogramsFile));
        }
        else
        {
            _histograms = new LatencyLog(PrivateFiles.CreateLog(folder.HistogramsFile), state.Started);
        }

        // A stop that was asked for before a run was taken over holds.
        Look();
        _look = new Timer(_ => Look(), null, LookInterval, LookInterval);
    }

    internal int DiskWaits { get; private set; }

    /// <summary>The run's folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Cancelled when another process has asked for the run's end (<see cref="RunStore.RequestStop"/>); within a second.</summary>
    public CancellationToken StopRequested => _stop.Token;

    /// <inheritdoc/>
    /// <exception cref="LoadException"><c>RunNotWritten</c>; what was written before stays readable.</exception>
    public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        Store(() =>
        {
            var known = _shards.TryGetValue(report.Shard, out var last) && last.Wave == report.Wave ? last.Shard.Failures : [];
            var failures = report.Failures.SequenceEqual(known) ? null : report.Failures;
            Append([.. report.Slices.Select((slice, index) => new StoredSlice
            {
                Shard = report.Shard,
                Time = report.Origin.ToUniversalTime().AddSeconds(slice.Second),
                Slice = slice,
                Wave = report.Wave,
                Scenario = report.Scenario,
                Failures = index == report.Slices.Count - 1 ? failures : null,
            }).Where(slice => !_written.Contains(slice))]);
            if (Remember(report))
            {
                _state = _state with { Shards = [.. _shards.Values.Select(entry => entry.Shard)] };
                _stateIsOld = true;
            }

            // Also what an earlier attempt could not write. What is not written now is written with the result at the latest.
            if (_stateIsOld && _clock.GetUtcNow() - _stateWritten >= DiskInterval)
            {
                WriteState();
            }
        });

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="LoadException"><c>RunNotWritten</c>.</exception>
    public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Store(() =>
        {
            var stored = result with { Plan = RunStore.WithoutUserInfo(result.Plan) };
            _slices.Flush();
            PrivateFiles.Replace(_folder.ResultFile, JsonSerializer.SerializeToUtf8Bytes(stored, EngineJson.Default.LoadResult));
            _state = _state with
            {
                State = RunFolder.StateOf(result.Outcome),
                Started = result.Started,
                Ended = result.Ended,
                Endpoint = result.Endpoint.Length > 0 ? result.Endpoint : _state.Endpoint,
                OfferedRate = result.OfferedRate,
                PublishedRate = result.PublishedRate,
                Passed = result.Passed,
            };
            WriteState();
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the files. A run without a result has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // Ends when no look is under way any more.
        await _look.DisposeAsync();
        _slices.Dispose();
        _histograms.Dispose();
        _stop.Dispose();
        try
        {
            if (_state.State == RunState.Running)
            {
                _state = _state with { State = RunState.Failed, Ended = DateTimeOffset.UtcNow };
                Store(WriteState);
            }
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private void Look()
    {
        if (File.Exists(_folder.StopFile))
        {
            _stop.Cancel();
        }
    }

    private void Append(IReadOnlyList<StoredSlice> slices)
    {
        if (slices.Count > 0)
        {
            var now = _clock.GetUtcNow();
            var flush = now - _flushed >= DiskInterval;
            _slices.Append(slices, flush);
            if (flush)
            {
                _flushed = now;
                DiskWaits++;
            }

            foreach (var slice in slices)
            {
                _written.Add(slice);
                _unlogged.Enqueue(slice);
            }
        }

        while (_unlogged.TryPeek(out var slice))
        {
            _histograms.Append(slice);
            _unlogged.Dequeue();
        }
    }

    private bool Remember(ShardReport report)
    {
        if (_shards.TryGetValue(report.Shard, out var known) && (known.Wave, known.Sequence).CompareTo((report.Wave, report.Sequence)) >= 0)
        {
            return false;
        }

        _shards[report.Shard] = (report.Wave, report.Sequence, new StoredShard
        {
            Shard = report.Shard,
            Phase = report.Phase,
            Final = report.Final,
            Failures = report.Failures,
            Generator = report.Generator,
        });
        return true;
    }

    private void WriteState()
    {
        PrivateFiles.Replace(_folder.StateFile, JsonSerializer.SerializeToUtf8Bytes(_state, MetricsJson.Default.StoredState));
        _stateIsOld = false;
        _stateWritten = _clock.GetUtcNow();
        DiskWaits++;
    }

    private void Store(Action write) => StoreErrors.Write(_folder.Path, write);
}
