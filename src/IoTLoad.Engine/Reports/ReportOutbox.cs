using System.Text.Json;

namespace IoTLoad.Engine.Reports;

/// <summary>
/// Makes of a shard's reports, one a second, those that travel, one every few seconds: the latest totals, with all slices that are not
/// known to have arrived, and none longer than <see cref="MaxBytes"/>. Not safe for concurrent use.
/// </summary>
public sealed class ReportOutbox
{
    /// <summary>Most bytes of a report's JSON: under AWS IoT Core's 128 KiB a message, and CloudWatch's 256 KiB a line.</summary>
    public const int MaxBytes = 100_000;

    /// <summary>Failures that a report tells where all would be too many.</summary>
    private const int MostFailures = 40;
    private const int LongestExample = 200;

    private readonly SortedDictionary<int, Slice> _slices = [];
    private ShardReport? _latest;

    /// <summary>Whether there is anything that has not been acknowledged.</summary>
    public bool IsEmpty => _latest is null;

    /// <summary>Takes the report of a second.</summary>
    public void Add(ShardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _latest = report with { Slices = [] };
        foreach (var slice in report.Slices)
        {
            _slices[slice.Second] = slice;
        }
    }

    /// <summary>
    /// What is to be sent now: one report, or several where its slices make it too long. All have the same totals; all but the last
    /// have a number less by one, and are not final, so that the last counts whichever arrives first.
    /// </summary>
    public IReadOnlyList<ShardReport> Take()
    {
        if (_latest is not { } latest)
        {
            return [];
        }

        var slices = _slices.Values.Select(slice => (Slice: slice, Size: Size(slice))).ToList();
        if (slices.Count > 0 && Size(latest) + slices.Max(slice => slice.Size) > MaxBytes)
        {
            latest = Shorten(latest);
            var room = MaxBytes - Size(latest);
            slices = [.. slices.Select(slice => slice.Size <= room ? slice : Shorten(slice.Slice))];
        }
        else if (Size(latest) > MaxBytes)
        {
            latest = Shorten(latest);
        }

        var reports = new List<ShardReport>();
        var part = new List<Slice>();
        var head = Size(latest);
        var size = head;
        foreach (var slice in slices)
        {
            if (part.Count > 0 && size + slice.Size > MaxBytes)
            {
                reports.Add(latest with { Sequence = latest.Sequence - 1, Final = false, Slices = [.. part] });
                part.Clear();
                size = head;
            }

            part.Add(slice.Slice);
            size += slice.Size;
        }

        reports.Add(latest with { Slices = [.. part] });
        return reports;
    }

    /// <summary>Forgets what has arrived.</summary>
    /// <param name="report">A report of <see cref="Take"/>.</param>
    public void Acknowledge(ShardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var slice in report.Slices)
        {
            _slices.Remove(slice.Second);
        }

        if (_slices.Count == 0 && _latest?.Sequence == report.Sequence && _latest.Final == report.Final)
        {
            _latest = null;
        }
    }

    private static ShardReport Shorten(ShardReport report) => report with
    {
        Coarse = true,
        Latencies = Coarsen(report.Latencies),
        Failures = [.. report.Failures.Take(MostFailures).Select(Shorten)],
    };

    private static FailureCount Shorten(FailureCount failure) =>
        failure.Example.Length <= LongestExample ? failure : failure with { Example = failure.Example[..LongestExample] + "…" };

    private static (Slice Slice, int Size) Shorten(Slice slice)
    {
        var coarse = slice with { Latencies = Coarsen(slice.Latencies) };
        return (coarse, Size(coarse));
    }

    private static LatencySet Coarsen(LatencySet set) => LatencySet.Of(latency => LatencyCodec.Coarsen(latency.EncodedOf(set)));

    // One byte more: the comma.
    private static int Size(Slice slice) => JsonSerializer.SerializeToUtf8Bytes(slice, EngineJson.Default.Slice).Length + 1;

    private static int Size(ShardReport report) => JsonSerializer.SerializeToUtf8Bytes(report, EngineJson.Default.ShardReport).Length;
}
