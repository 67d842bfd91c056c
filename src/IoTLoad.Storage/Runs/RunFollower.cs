using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// Follows a run that another thread or process writes: each look reads only what was appended since the last. Not safe for
/// concurrent use.
/// </summary>
public sealed class RunFollower
{
    /// <summary>Shards report every few seconds; each second that stays open takes about 100 KB.</summary>
    private const int OpenSeconds = 30;

    private readonly RunFolder _folder;
    private readonly ReportMerger _merger = new(OpenSeconds);
    private readonly SliceSet _seen = new();
    private readonly Dictionary<(int Shard, int Wave), IReadOnlyList<FailureCount>> _failures = [];
    private readonly Dictionary<string, Slice> _scenarios = [];
    private long _position;
    private int _line;

    /// <summary>Begins with the run's first second.</summary>
    public RunFollower(StoredRun run)
    {
        _folder = new RunFolder(run.Folder);
    }

    /// <summary>When second 0 began, UTC.</summary>
    public DateTimeOffset Origin => _merger.Origin;

    /// <summary>The latest second of each scenario that has begun, by its name; empty in a test without.</summary>
    public IReadOnlyDictionary<string, Slice> Scenarios => _scenarios;

    /// <summary>What was counted so far. Missed, lost and unacknowledged messages are known at the end only.</summary>
    public Counters Counters { get; } = new();

    /// <summary>Latencies so far.</summary>
    public LatencyTotals Latencies { get; } = new();

    /// <summary>Failures so far, most frequent first.</summary>
    public IReadOnlyList<FailureCount> Failures => FailureCount.Merge(_failures.Values.SelectMany(each => each));

    /// <summary>Reads what is new.</summary>
    /// <returns>The seconds that are new or have changed, all shards together, in order.</returns>
    /// <exception cref="LoadException"><c>RunDamaged</c> with file and line.</exception>
    public IReadOnlyList<Slice> Read()
    {
        DateTimeOffset? first = null;
        foreach (var line in NewLines())
        {
            var stored = SliceLog.Parse(_folder, line, _line, whole: true)!;
            if (!_seen.Add(stored))
            {
                continue;
            }

            Add(stored);
            first = first < stored.Time ? first : stored.Time;
        }

        return first is { } from ? [.. _merger.SlicesFrom(from)] : [];
    }

    private void Add(StoredSlice stored)
    {
        try
        {
            _merger.Add(stored.ToReport(_folder.Id));
            Latencies.Add(stored.Slice.Latencies);
        }
        catch (FormatException exception)
        {
            throw StoreErrors.Damaged(_folder.Id, _folder.SlicesFile, _line, exception.Message.TrimEnd('.'), exception);
        }

        Counters.Add(stored.Slice.Counters);
        if (stored.Scenario is { } scenario)
        {
            _scenarios[scenario] = stored.Slice;
        }

        if (stored.Failures is { } failures)
        {
            _failures[(stored.Shard, stored.Wave)] = failures;
        }
    }

    /// <summary>The lines that have got their end since the last look.</summary>
    private IEnumerable<byte[]> NewLines()
    {
        if (!File.Exists(_folder.SlicesFile))
        {
            yield break;
        }

        using var file = PrivateFiles.OpenShared(_folder.SlicesFile);
        file.Position = _position;
        using var appended = new MemoryStream();
        file.CopyTo(appended);
        var bytes = appended.ToArray();
        for (int start = 0, end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
        {
            _position += end + 1 - start;
            _line++;
            yield return bytes[start..end];
        }
    }
}
