using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Running;

/// <summary>Takes a run's reports while it runs: the run store, and any other place that wants them.</summary>
public interface IReportSink : IAsyncDisposable
{
    /// <summary>Is told of single messages, too; null for a sink that wants none. The first sink that has one is asked.</summary>
    IMessageTap? Tap => null;

    /// <summary>Takes one report. Called in order, never concurrently; a sink that is slow must buffer.</summary>
    ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken);

    /// <summary>Takes the result, after the last report.</summary>
    ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken);
}
