using System.Collections.Concurrent;
using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>Runs functions: within the limits of concurrency, in an environment that waits or in a new one.</summary>
internal sealed class FunctionRunner : IAsyncDisposable
{
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(1);

    private readonly FunctionStore _store;
    private readonly LambdaSetup _setup;
    private readonly RuntimeApi _api;
    private readonly ProcessGuard _guard;
    private readonly ConcurrencyLedger _concurrency;
    private readonly EnvironmentPool _pool = new();
    private readonly ConcurrentDictionary<string, FunctionMetrics> _functionMetrics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _endings = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _watch;

    /// <param name="guard">Kills functions when the sandbox is gone.</param>
    public FunctionRunner(FunctionStore store, LambdaSetup setup, RuntimeApi api, ProcessGuard guard)
    {
        _store = store;
        _setup = setup;
        _api = api;
        _guard = guard;
        _concurrency = new ConcurrencyLedger(store);
        _store.Changed += Retire;
        _watch = Task.WhenAll(EveryAsync(setup.Limits.MemoryInterval, ReadMemory), EveryAsync(ReapInterval, Reap));
    }

    public FunctionMetrics MetricsOf(LambdaFunction function) =>
        _functionMetrics.GetOrAdd(function.Name, name => new FunctionMetrics(_setup.Metrics, name));

    /// <summary>Refuses an invocation where that was asked for.</summary>
    /// <exception cref="RefusedException">It was.</exception>
    public void ThrowFault(LambdaFunction function)
    {
        if (FaultSwitch.Draw(_setup.Faults.Current.RefuseInvocations))
        {
            MetricsOf(function).Throttles.Add();
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
            metrics.Throttles.Add();
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
        busy.ForEach(environment => environment.Kill());
        idle.ForEach(End);

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

            environment = ExecutionEnvironment.Start(_setup, _api, _guard, function);
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
    private void Retire(LambdaFunction function) => _pool.Retire(function).ForEach(End);

    private void ReadMemory() => _pool.Busy.ForEach(environment => environment.ReadMemory());

    private void Reap() => _pool.Reap(_setup.Limits.Idle).ForEach(End);

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
