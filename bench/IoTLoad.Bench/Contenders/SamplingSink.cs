using System.Diagnostics;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Contenders;

/// <summary>Samples a test at the reports that begin and end the measured time, and then stops it.</summary>
/// <param name="broker">Its CPU is sampled too.</param>
/// <param name="load">How long it settles and is measured, and what makes a message complete.</param>
/// <param name="stop">Ends the test.</param>
internal sealed class SamplingSink(Process broker, Load load, CancellationTokenSource stop) : IReportSink
{
    private readonly int _first = (int)load.Settle.TotalSeconds;
    private readonly int _last = (int)(load.Settle + load.Measured).TotalSeconds;
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

        var completed = load.RoundTrip ? report.Totals.Received : load.QoS == 0 ? report.Totals.Published : report.Totals.Acked;
        var at = _reports++;
        if (at == _first)
        {
            _begin = UsageSample.Take(completed, broker);
        }
        else if (at == _last)
        {
            _end = UsageSample.Take(completed, broker);
            await stop.CancelAsync();
        }
    }

    public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
