using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.Metrics;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Running;

/// <summary>
/// A test at work in this process, stored as it goes. It ends by itself, by <see cref="Stop"/>, or when another process asks for
/// that in the store.
/// </summary>
internal sealed class TestRun : IDisposable
{
    private readonly ILoadTest _test;
    private readonly RunFolderSink _sink;
    private readonly IReadOnlyList<IReportSink> _others;
    private readonly CancellationTokenSource _stop;
    private readonly CloudWatchVerdict? _verdict;
    private readonly Task<LoadResult> _running;
    private long _waitsUntil;

    private TestRun(ILoadTest test, RunFolderSink sink, IReadOnlyList<IReportSink> others, CloudWatchVerdict? verdict = null)
    {
        _verdict = verdict;
        _test = test;
        _sink = sink;
        _others = others;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(sink.StopRequested);
        _running = Task.Run(RunAsync);
        Over = _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public string Id => _test.Id;

    public LoadPlan Plan => _test.Plan;

    public LoadProgress Progress => _test.Progress;

    /// <summary>When CloudWatch will have all of the test, once nothing else is waited for; null before that.</summary>
    public DateTimeOffset? WaitsUntil => Interlocked.Read(ref _waitsUntil) is > 0 and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Over, one way or the other; never faulted.</summary>
    public Task Over { get; }

    /// <exception cref="LoadException">The run cannot be stored, or another place does not take its series; nothing has begun
    /// then.</exception>
    public static async Task<TestRun> StartAsync(ILoadTest test, RunStore store, TestSinks sinks, CancellationToken cancellation)
    {
        await sinks.CheckAsync(cancellation);
        if (test is not FanoutRun fanout)
        {
            return await StoreAsync(test, null, store, sinks);
        }

        try
        {
            await fanout.ConnectAsync(cancellation);
            return await StoreAsync(test, fanout.Schedule(), store, sinks);
        }
        catch
        {
            await fanout.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes on with a test on functions, whose results nobody collects any more.</summary>
    /// <param name="test">The test.</param>
    /// <param name="store">The run store that it is in.</param>
    /// <param name="verdict">Asks CloudWatch what the session that started the test meant to ask; null for nothing.</param>
    /// <exception cref="LoadException">The run cannot be stored.</exception>
    public static TestRun Resume(FanoutRun test, RunStore store, CloudWatchVerdict? verdict) =>
        new(test, store.Reopen(test.Id), [], verdict);

    /// <summary>Ends the test in good order: the schedule stops, what is out is waited for, the devices disconnect.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The test was over already.
        }
    }

    /// <exception cref="LoadException">The test could not run; the run store has what was measured.</exception>
    public LoadResult Wait() => _running.GetAwaiter().GetResult();

    /// <summary>Frees what the test holds once it is over; for tests that nobody waits for.</summary>
    public void DisposeWhenOver() => Over.ContinueWith(_ => Dispose(), TaskScheduler.Default);

    public void Dispose() => _stop.Dispose();

    private static async Task<TestRun> StoreAsync(ILoadTest test, FanoutState? fanout, RunStore store, TestSinks sinks)
    {
        var stored = store.Create(test.Id, test.Plan.WithoutSecrets(), fanout?.StartAt ?? DateTimeOffset.UtcNow);
        try
        {
            if (fanout is not null)
            {
                FanoutFile.Write(stored.Folder, fanout with { CloudWatch = sinks.Verdict?.Question });
            }

            return new TestRun(test, stored, sinks.Open(test.Id, test.Plan, stored.Folder), sinks.Verdict);
        }
        catch
        {
            await stored.DisposeAsync();
            store.Remove(test.Id);
            throw;
        }
    }

    private async Task<LoadResult> RunAsync()
    {
        await using (_sink)
        {
            try
            {
                // The run store comes last, so that its result says what became of the series elsewhere.
                var result = await _test.RunAsync([.. _others, _sink], _stop.Token, _verdict is null ? null : JudgeAsync);
                return result with { Folder = _sink.Folder };
            }
            finally
            {
                foreach (var sink in _others)
                {
                    await sink.DisposeAsync();
                }
            }
        }
    }

    // What the run store has by now is the whole test: every report has been handed to it.
    private Task<LoadResult> JudgeAsync(LoadResult result)
    {
        Interlocked.Exchange(ref _waitsUntil, _verdict!.CompleteAt(result).UtcTicks);
        return _verdict.CompleteAsync(result, Seconds, _stop.Token);

        IReadOnlyList<OwnSeconds> Seconds() =>
        [
            .. Plan.Parts.Select(part => (part.Scenario, Read: RunSeconds.Read(
                    new StoredRun { Id = Id, Folder = _sink.Folder, Started = result.Started }, part.Scenario)))
                .Select(part => new OwnSeconds(part.Scenario, part.Read.Origin, part.Read.Slices)),
        ];
    }
}
