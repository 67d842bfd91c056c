using System.Collections.Concurrent;
using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// Asynchronous invocations: an event is tried until its function has taken it, its retries are used up or it is too old, as
/// Lambda's developer guide tells it ("How Lambda handles errors and retries with asynchronous invocation").
/// </summary>
internal sealed class EventQueue(FunctionStore store, FunctionRunner runner, LambdaLimits limits, FaultSwitch faults,
    TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, byte> _events = new();
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Takes an event.</summary>
    public void Add(LambdaFunction function, Invocation invocation)
    {
        runner.MetricsOf(function).AsyncReceived.Add();
        Deliver(function, invocation);

        // "Your function might receive the same event multiple times" (Lambda developer guide, asynchronous invocation).
        if (FaultSwitch.Draw(faults.Current.DuplicateEvents))
        {
            Deliver(function, invocation);
        }
    }

    private void Deliver(LambdaFunction function, Invocation invocation)
    {
        var delivery = Task.Run(() => DeliverAsync(function, invocation, time.GetUtcNow()), CancellationToken.None);
        _events[delivery] = 0;
        _ = delivery.ContinueWith(done => _events.TryRemove(done, out _), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await Task.WhenAll(_events.Keys);
        _stopped.Dispose();
    }

    private static TimeSpan Doubled(TimeSpan delay, TimeSpan longest) => delay * 2 < longest ? delay * 2 : longest;

    private async Task DeliverAsync(LambdaFunction function, Invocation invocation, DateTimeOffset received)
    {
        var metrics = runner.MetricsOf(function);
        var throttleDelay = limits.ThrottleDelay;
        var failures = 0;
        while (!_stopped.IsCancellationRequested && store.Has(function))
        {
            var settings = function.State.EventInvoke;
            var age = time.GetUtcNow() - received;
            if (age > TimeSpan.FromSeconds(settings?.MaximumEventAgeInSeconds ?? EventInvokeSettings.DefaultEventAge))
            {
                break;
            }

            TimeSpan delay;
            try
            {
                metrics.AsyncAge.Add(age.TotalMilliseconds);
                var outcome = await runner.InvokeAsync(function, invocation);
                if (outcome.ErrorType is null)
                {
                    return;
                }

                if (failures >= (settings?.MaximumRetryAttempts ?? EventInvokeSettings.DefaultRetryAttempts))
                {
                    break;
                }

                delay = limits.RetryDelays[Math.Min(failures++, limits.RetryDelays.Count - 1)];
            }
            catch (RefusedException throttled) when (throttled.Status == 429)
            {
                // A function that may not run at all is not waited for.
                if (function.State.ReservedConcurrency == 0)
                {
                    break;
                }

                // Not all at the same moment again.
                delay = throttleDelay * (0.5 + Random.Shared.NextDouble());
                throttleDelay = Doubled(throttleDelay, limits.LongestThrottleDelay);
            }
            catch (RefusedException)
            {
                // The function or its role has gone.
                break;
            }

            await Task.Delay(delay, time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        metrics.AsyncDropped.Add();
    }
}
