using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// Writes a run's folder while it runs. Each report's seconds are appended and flushed to disk, so that a crash of the process
/// or of the machine loses the last report and nothing before it.
/// </summary>
public sealed class RunFolderSink : IReportSink
{
    /// <summary>How often it is looked whether another process has asked for the run's end.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly RunFolder _folder;
    private readonly FileStream _slices;
    private readonly LatencyLog _histograms;
    private readonly HashSet<(int Shard, DateTimeOffset Time)> _written = [];
    private readonly SortedDictionary<int, (int Wave, int Sequence, StoredShard Shard)> _shards = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Timer _look;
    private StoredState _state;
    private bool _disposed;

    internal RunFolderSink(RunFolder folder, StoredState state)
    {
        _folder = folder;
        _state = state;
        if (File.Exists(folder.SlicesFile))
        {
            // Of a run that another process began.
            _written = [.. SliceLog.Read(folder).Select(stored => (stored.Slice.Shard, stored.Slice.Time))];
            _slices = PrivateFiles.AppendLog(folder.SlicesFile);
            CutUnfinishedLine(folder.SlicesFile);
            _histograms = new LatencyLog(PrivateFiles.AppendLog(folder.HistogramsFile));
        }
        else
        {
            _slices = PrivateFiles.CreateLog(folder.SlicesFile);
            _histograms = new LatencyLog(PrivateFiles.CreateLog(folder.HistogramsFile), state.Started);
        }

        _look = new Timer(_ => Look(), null, LookInterval, LookInterval);
    }

    /// <summary>The run's folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Cancelled when another process has asked for the run's end (<see cref="RunStore.RequestStop"/>); within a second.</summary>
    public CancellationToken StopRequested => _stop.Token;

    /// <inheritdoc/>
    /// <exception cref="LoadException"><c>RunNotWritten</c>; what was written before stays readable.</exception>
    public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        Store(() =>
        {
            Append([.. report.Slices.Select(slice => new StoredSlice
            {
                Shard = report.Shard,
                Time = report.Origin.ToUniversalTime().AddSeconds(slice.Second),
                Slice = slice,
            }).Where(slice => !_written.Contains((slice.Shard, slice.Time)))]);
            if (Remember(report))
            {
                _state = _state with { Shards = [.. _shards.Values.Select(entry => entry.Shard)] };
                WriteState();
            }
        });

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="LoadException"><c>RunNotWritten</c>.</exception>
    public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        ObjectDisposedException.ThrowIf(_disposed, this);
        Store(() =>
        {
            var stored = result with { Plan = RunStore.WithoutUserInfo(result.Plan) };
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
        if (_state.State == RunState.Running)
        {
            _state = _state with { State = RunState.Failed, Ended = DateTimeOffset.UtcNow };
            Store(WriteState);
        }
    }

    private void Look()
    {
        if (File.Exists(_folder.StopFile))
        {
            _stop.Cancel();
        }
    }

    // The process may have died while it wrote: its half a line must not be continued.
    private void CutUnfinishedLine(string path)
    {
        var content = PrivateFiles.ReadShared(path);
        _slices.SetLength(Array.LastIndexOf(content, (byte)'\n') + 1);
        _slices.Seek(0, SeekOrigin.End);
    }

    private void Append(IReadOnlyList<StoredSlice> slices)
    {
        if (slices.Count == 0)
        {
            return;
        }

        var lines = new MemoryStream();
        foreach (var slice in slices)
        {
            JsonSerializer.Serialize(lines, slice, MetricsJson.Default.StoredSlice);
            lines.WriteByte((byte)'\n');
        }

        var end = _slices.Position;
        try
        {
            _slices.Write(lines.GetBuffer(), 0, (int)lines.Length);
            _slices.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A line that was cut off by a full disk must not be continued by the next one.
            _slices.SetLength(end);
            throw;
        }

        foreach (var slice in slices)
        {
            _written.Add((slice.Shard, slice.Time));
            _histograms.Append(slice);
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

    private void WriteState() =>
        PrivateFiles.Replace(_folder.StateFile, JsonSerializer.SerializeToUtf8Bytes(_state, MetricsJson.Default.StoredState));

    private void Store(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritten(_folder.Path, exception);
        }
    }
}
