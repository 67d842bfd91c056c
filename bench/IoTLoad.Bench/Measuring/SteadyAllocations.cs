using System.Diagnostics;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Measuring;

/// <summary>
/// What the heap takes between a test's reports. Reports are made at each full second of the run and take some tens of KB;
/// the rest of the second belongs to the messages, so it is measured from a little after a report to a little before the next.
/// </summary>
internal sealed class SteadyAllocations(int settle) : IReportSink
{
    private static readonly TimeSpan AfterReport = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(600);
    private readonly List<double> _rates = [];
    private int _reports;
    private Task _measuring = Task.CompletedTask;

    /// <summary>Bytes a second, the median of all seconds measured.</summary>
    public double BytesPerSecond => Median.Of(_rates);

    public async ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        if (report.Phase == RunPhase.Running && _reports++ >= settle)
        {
            await _measuring;
            _measuring = MeasureAsync();
        }
    }

    public async ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
    {
        await _measuring;

        // The last window may reach into the closing of the connections.
        if (_rates.Count > 1)
        {
            _rates.RemoveAt(_rates.Count - 1);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task MeasureAsync()
    {
        await Task.Delay(AfterReport);
        var begin = GC.GetTotalAllocatedBytes(precise: true);
        var time = Stopwatch.GetTimestamp();
        await Task.Delay(Window);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - begin;
        _rates.Add(allocated / Stopwatch.GetElapsedTime(time).TotalSeconds);
    }
}
