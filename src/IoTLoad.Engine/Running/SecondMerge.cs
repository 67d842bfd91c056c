using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Puts the seconds of scenarios that run at the same time together, and hands each on once no scenario has more of it to say. Scenarios
/// share a clock, so that their seconds have the same numbers. Safe for concurrent use.
/// </summary>
internal sealed class SecondMerge
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, MergedSecond> _open = [];
    private readonly Dictionary<int, int> _expected = [];

    /// <summary>The most connections at the end of a second.</summary>
    public int PeakOnline { get; private set; }

    /// <summary>A shard begins in a second; its reports come from now on.</summary>
    public void Begin(int shard, int second)
    {
        lock (_gate)
        {
            _expected[shard] = second;
        }
    }

    /// <summary>Takes a report.</summary>
    /// <returns>The seconds that are whole now, in order. The test runs in a second in which any scenario does.</returns>
    public IReadOnlyList<Slice> Add(ShardReport report)
    {
        lock (_gate)
        {
            foreach (var slice in report.Slices)
            {
                if (!_open.TryGetValue(slice.Second, out var second))
                {
                    _open.Add(slice.Second, second = new MergedSecond());
                }

                second.Add(slice, isOfScenario: true);
                _expected[report.Shard] = slice.Second + 1;
            }

            if (report.Final)
            {
                _expected.Remove(report.Shard);
            }

            var whole = new List<Slice>();
            var until = _expected.Count == 0 ? int.MaxValue : _expected.Values.Min();
            while (_open.Count > 0 && _open.First() is var (number, second) && number < until)
            {
                var slice = second.ToSlice(number);
                whole.Add(slice);
                PeakOnline = Math.Max(PeakOnline, slice.Online);
                _open.Remove(number);
            }

            return whole;
        }
    }
}
