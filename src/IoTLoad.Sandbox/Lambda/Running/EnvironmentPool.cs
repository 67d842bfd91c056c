using System.Collections.Concurrent;
using System.Diagnostics;
using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>Execution environments that wait for an event, and those that run. Safe for concurrent use.</summary>
internal sealed class EnvironmentPool
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LambdaFunction, List<ExecutionEnvironment>> _idle = [];
    private readonly ConcurrentDictionary<ExecutionEnvironment, byte> _busy = new();
    private bool _closed;

    /// <summary>The environments that run an event, or are about to.</summary>
    public List<ExecutionEnvironment> Busy => [.. _busy.Keys];

    /// <summary>Takes an environment of a function's revision that waits; the one that was used last, so that others can end.</summary>
    /// <returns>Null where there is none.</returns>
    public ExecutionEnvironment? Take(LambdaFunction function)
    {
        lock (_lock)
        {
            var environment = _idle.GetValueOrDefault(function)?.FindLast(
                each => each.RevisionId == function.State.RevisionId && !each.Exited.IsCompleted);
            if (environment is not null)
            {
                _idle[function].Remove(environment);
                _busy[environment] = 0;
            }

            return environment;
        }
    }

    /// <summary>Counts a new environment in.</summary>
    /// <returns>False where the pool is closed, and nothing is to run any more.</returns>
    public bool TryAdd(ExecutionEnvironment environment)
    {
        lock (_lock)
        {
            return !_closed && _busy.TryAdd(environment, 0);
        }
    }

    /// <summary>Takes an environment back.</summary>
    /// <param name="isUsable">Whether it can run another event.</param>
    /// <returns>False where it is no longer needed.</returns>
    public bool TryReturn(LambdaFunction function, ExecutionEnvironment environment, bool isUsable)
    {
        lock (_lock)
        {
            _busy.TryRemove(environment, out _);
            if (_closed || !isUsable || environment.RevisionId != function.State.RevisionId)
            {
                return false;
            }

            if (!_idle.TryGetValue(function, out var idle))
            {
                _idle.Add(function, idle = []);
            }

            idle.Add(environment);
            return true;
        }
    }

    /// <summary>Removes the environments of a function that wait.</summary>
    public List<ExecutionEnvironment> Retire(LambdaFunction function)
    {
        lock (_lock)
        {
            return _idle.Remove(function, out var idle) ? idle : [];
        }
    }

    /// <summary>Removes the environments that have waited for too long, or have ended.</summary>
    public List<ExecutionEnvironment> Reap(TimeSpan limit)
    {
        lock (_lock)
        {
            List<ExecutionEnvironment> reaped = [];
            foreach (var idle in _idle.Values)
            {
                reaped.AddRange(idle.Where(IsOver));
                idle.RemoveAll(reaped.Contains);
            }

            return reaped;
        }

        bool IsOver(ExecutionEnvironment environment) =>
            environment.Exited.IsCompleted || Stopwatch.GetElapsedTime(environment.LastUsed) > limit;
    }

    /// <summary>
    /// Takes no more environments, and hands out all: those that wait are the caller's to end, those that run to be killed.
    /// </summary>
    public (List<ExecutionEnvironment> Idle, List<ExecutionEnvironment> Busy) Close()
    {
        lock (_lock)
        {
            _closed = true;
            List<ExecutionEnvironment> idle = [.. _idle.Values.SelectMany(each => each)];
            _idle.Clear();
            return (idle, Busy);
        }
    }
}
