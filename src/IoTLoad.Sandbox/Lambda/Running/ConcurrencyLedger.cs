using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// Counts concurrent executions against what functions have reserved and what the account has left. Safe for concurrent use.
/// </summary>
internal sealed class ConcurrencyLedger(FunctionStore store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LambdaFunction, int> _running = [];

    /// <summary>Counts an execution in.</summary>
    /// <returns>Executions of the function, and of all functions, that run now.</returns>
    /// <exception cref="RefusedException">There are too many.</exception>
    public (int OfFunction, int OfAll) Enter(LambdaFunction function)
    {
        lock (_lock)
        {
            var running = _running.GetValueOrDefault(function);
            if (function.State.ReservedConcurrency is { } reserved)
            {
                ThrottleIf(running >= reserved, "ReservedFunctionConcurrentInvocationLimitExceeded");
            }
            else
            {
                var others = _running.Where(each => each.Key.State.ReservedConcurrency is null).Sum(each => each.Value);
                ThrottleIf(others >= store.Unreserved, "ConcurrentInvocationLimitExceeded");
            }

            _running[function] = running + 1;
            return (running + 1, _running.Values.Sum());
        }
    }

    /// <summary>Counts an execution out.</summary>
    public void Leave(LambdaFunction function)
    {
        lock (_lock)
        {
            if (--_running[function] == 0)
            {
                _running.Remove(function);
            }
        }
    }

    private static void ThrottleIf(bool isFull, string reason) =>
        RefusedException.ThrowIf(isFull, () => LambdaRefusal.Throttled(reason));
}
