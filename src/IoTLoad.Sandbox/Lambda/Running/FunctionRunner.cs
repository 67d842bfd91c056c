using System.Collections.Concurrent;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>Runs functions: within the limits of concurrency, in an environment that waits or in a new one.</summary>
internal sealed class FunctionRunner : IAsyncDisposable
{
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(1);

    private readonly FunctionStore _store;
    private readonly RunnerSetup _setup;
    private readonly FaultSwitch _faults;
    private readonly IMetricRecorder _metrics;
    private readonly ConcurrencyLedger _concurrency;
    private readonly EnvironmentPool _pool = new();
    private readonly ConcurrentDictionary<string, FunctionMetrics> _functionMetrics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _endings = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _watch;

    public FunctionRunner(FunctionStore store, RunnerSetup setup, FaultSwitch faults, IMetricRecorder metrics)
    {
        _store = store;
        _setup = setup;
        _faults = faults;
        _metrics = metrics;
        _concurrency = new ConcurrencyLedger(store);
        _store.Changed += Retire;
        _watch = Task.WhenAll(EveryAsync(setup.Limits.MemoryInterval, ReadMemory), EveryAsync(ReapInterval, Reap));
    }

    public FunctionMetrics MetricsOf(LambdaFunction function) =>
        _functionMetrics.GetOrAdd(function.Name, name => new FunctionMetrics(_metrics, name));

    /// <summary>Refuses an invocation where that was asked for.</summary>
    /// <exception cref="RefusedException">It was.</exception>
    public void ThrowFault(LambdaFunction function)
    {
        if (FaultSwitch.Draw(_faults.Current.RefuseInvocations))
        {
            MetricsOf(function).Throttled();
            throw LambdaRefusal.Throttled("ConcurrentInvocationLimitExceeded");
        }
    }

    /// <exception cref="RefusedException">Too many run already, or the function is gone.</exception>
    public async Task<InvocationOutcome> InvokeAsync(LambdaFunction function, Invocation invocation)
    {
        var metrics = MetricsOf(function);
        (int OfFunction, int OfAll) running;
        try
        {
            running = _concurrency.Enter(function);
        }
        catch (RefusedException)
        {
            metrics.Throttled();
            throw;
        }

        try
        {
            metrics.Begun(running.OfFunction, running.OfAll);
            var outcome = await RunAsync(function, invocation);
            metrics.Ended(outcome.Duration, outcome.ErrorType is not null);
            return outcome;
        }
        finally
        {
            _concurrency.Leave(function);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _store.Changed -= Retire;
        await _stopped.CancelAsync();
        await _watch;
        var (idle, busy) = _pool.Close();
        foreach (var environment in busy)
        {
            environment.Kill();
        }

        foreach (var environment in idle)
        {
            End(environment);
        }

        // What runs ends at once now, and comes back to be ended.
        while (_pool.Busy.Count > 0 || !_endings.IsEmpty)
        {
            await Task.WhenAll(_endings.Keys.Concat(_pool.Busy.Select(environment => environment.Exited)));
            await Task.Yield();
        }

        _stopped.Dispose();
    }

    private async Task<InvocationOutcome> RunAsync(LambdaFunction function, Invocation invocation)
    {
        var environment = _pool.Take(function);
        if (environment is null)
        {
            if (Bootstrap.Fault(function.State.Code) is { } fault)
            {
                return ExecutionEnvironment.Unrunnable(_setup, function, invocation, fault);
            }

            environment = ExecutionEnvironment.Start(_setup, function);
            if (!_pool.TryAdd(environment))
            {
                await environment.DisposeAsync();
                throw new RefusedException(500, "ServiceException", "The sandbox is stopping.");
            }
        }

        var isUsable = false;
        try
        {
            var outcome = await environment.InvokeAsync(invocation);
            isUsable = !environment.Exited.IsCompleted;
            return outcome;
        }
        finally
        {
            if (!_pool.TryReturn(function, environment, isUsable))
            {
                End(environment);
            }
        }
    }

    // A function that was deleted while it ran leaves nothing behind either.
    private void Retire(LambdaFunction function)
    {
        foreach (var environment in _pool.Retire(function))
        {
            End(environment);
        }
    }

    private void ReadMemory()
    {
        foreach (var environment in _pool.Busy)
        {
            environment.ReadMemory();
        }
    }

    private void Reap()
    {
        foreach (var environment in _pool.Reap(_setup.Limits.Idle))
        {
            End(environment);
        }
    }

    private void End(ExecutionEnvironment environment)
    {
        var ending = environment.DisposeAsync().AsTask();
        _endings[ending] = 0;
        _ = ending.ContinueWith(ended => _endings.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task EveryAsync(TimeSpan interval, Action work)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
            {
                work();
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The sandbox stops.
        }
    }
}
