using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Hands reports to all sinks. One that fails (a full disk, say) keeps its place: what it has not taken waits, is offered again with
/// the next report and at the end, and the result says so. The test and the other sinks go on.
/// </summary>
/// <param name="sinks">The sinks, which stay the caller's.</param>
/// <param name="retryDelay">Pause before the first of the retries at the end; each one is twice as long. Null takes 200 ms.</param>
public sealed class SinkChain(IReadOnlyList<IReportSink> sinks, TimeSpan? retryDelay = null)
{
    /// <summary>Reports that wait for a sink that fails, about a quarter of an hour of one shard.</summary>
    private const int MostWaiting = 1000;
    private const int RetriesAtEnd = 5;

    private readonly List<Backlog> _sinks = [.. sinks.Select(sink => new Backlog(sink))];

    /// <summary>Hands out a report.</summary>
    public async Task WriteAsync(ShardReport report)
    {
        foreach (var sink in _sinks)
        {
            await sink.WriteAsync(report);
        }
    }

    /// <summary>Hands out the result, and returns it with a note for each sink that failed. Each sink is told of those before it.</summary>
    public async Task<LoadResult> CompleteAsync(LoadResult result)
    {
        foreach (var sink in _sinks)
        {
            var delay = retryDelay ?? TimeSpan.FromMilliseconds(200);
            for (var retry = 0; !await sink.TryCompleteAsync(Told) && retry < RetriesAtEnd; retry++)
            {
                await Task.Delay(delay);
                delay *= 2;
            }
        }

        return Told();

        LoadResult Told() => result with { Notes = [.. result.Notes, .. _sinks.Select(sink => sink.Note).OfType<string>()] };
    }

    private sealed class Backlog(IReportSink sink)
    {
        private readonly Queue<ShardReport> _waiting = [];
        private string? _failure;
        private int _failures;
        private int _dropped;
        private bool _hasResult;

        public string? Note => _failure is null ? null
            : _dropped + _waiting.Count > 0 || !_hasResult
                ? Text(
                    $"{sink.GetType().Name} failed and holds only a part of this test ({_dropped + _waiting.Count} reports are "
                        + $"missing): {_failure}")
                : Text($"{sink.GetType().Name} failed {_failures} times and caught up: {_failure}");

        public async Task WriteAsync(ShardReport report)
        {
            _waiting.Enqueue(report);
            await TryDrainAsync();
            while (_waiting.Count > MostWaiting)
            {
                _waiting.Dequeue();
                _dropped++;
            }
        }

        public async Task<bool> TryCompleteAsync(Func<LoadResult> result)
        {
            if (!await TryDrainAsync())
            {
                return false;
            }

            // The result that a sink stores says of that sink what holds once it is stored.
            _hasResult = true;
            return _hasResult = await TryAsync(() => sink.CompleteAsync(result(), CancellationToken.None));
        }

        private async Task<bool> TryDrainAsync()
        {
            while (_waiting.TryPeek(out var report))
            {
                if (!await TryAsync(() => sink.WriteAsync(report, CancellationToken.None)))
                {
                    return false;
                }

                _waiting.Dequeue();
            }

            return true;
        }

        private async Task<bool> TryAsync(Func<ValueTask> deliver)
        {
            try
            {
                await deliver();
                return true;
            }
            catch (Exception exception)
            {
                // Sinks are files, databases and networks: whatever they throw must not cost the measurement.
                _failures++;
                _failure = exception.Message;
                return false;
            }
        }
    }
}
