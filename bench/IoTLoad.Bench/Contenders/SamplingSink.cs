using System.Diagnostics;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Contenders;

/// <summary>Samples a test at the reports that begin and end the measured time, and then stops it.</summary>
internal sealed class SamplingSink(Process broker, TimeSpan settle, TimeSpan measured, CancellationTokenSource stop) : IReportSink
{
    private readonly int _first = (int)settle.TotalSeconds;
    private readonly int _last = (int)(settle + measured).TotalSeconds;
    private int _reports;
    private UsageSample _begin;
    private UsageSample _end;

    /// <summary>What was measured.</summary>
    public Figures Figures =>
        _end.Time == 0 ? throw new BenchException("The test ended before it was measured.") : Figures.Between(_begin, _end);

    public async ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
    {
        if (report.Phase != RunPhase.Running)
        {
            return;
        }

        var at = _reports++;
        if (at == _first)
        {
            _begin = UsageSample.Take(report.Totals.Acked, broker);
        }
        else if (at == _last)
        {
            _end = UsageSample.Take(report.Totals.Acked, broker);
            await stop.CancelAsync();
        }
    }

    public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
