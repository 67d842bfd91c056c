using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Hands reports to all sinks. One that fails (a full disk, say) is left out from then on, and the result says so: the test
/// and the other sinks go on.
/// </summary>
/// <param name="sinks">The sinks, which stay the caller's.</param>
public sealed class SinkChain(IReadOnlyList<IReportSink> sinks)
{
    private readonly List<IReportSink> _working = [.. sinks];
    private readonly List<string> _notes = [];

    /// <summary>Hands out a report.</summary>
    public async Task WriteAsync(ShardReport report)
    {
        foreach (var sink in _working.ToArray())
        {
            await TryAsync(sink, () => sink.WriteAsync(report, CancellationToken.None));
        }
    }

    /// <summary>Hands out the result, and returns it with a note for each sink that failed. Each sink is told of those before it.</summary>
    public async Task<LoadResult> CompleteAsync(LoadResult result)
    {
        foreach (var sink in _working.ToArray())
        {
            var told = result with { Notes = [.. result.Notes, .. _notes] };
            await TryAsync(sink, () => sink.CompleteAsync(told, CancellationToken.None));
        }

        return result with { Notes = [.. result.Notes, .. _notes] };
    }

    private async Task TryAsync(IReportSink sink, Func<ValueTask> deliver)
    {
        try
        {
            await deliver();
        }
        catch (Exception exception)
        {
            // Sinks are files, databases and networks: whatever they throw must not cost the measurement.
            _working.Remove(sink);
            _notes.Add($"{sink.GetType().Name} failed and holds only a part of this run: {exception.Message}");
        }
    }
}
