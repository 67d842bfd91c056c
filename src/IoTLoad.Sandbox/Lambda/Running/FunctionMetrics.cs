using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>What CloudWatch shows of a function, in namespace AWS/Lambda: by its name, and for all functions.</summary>
internal sealed class FunctionMetrics(IMetricRecorder recorder, string functionName)
{
    private const string Space = "AWS/Lambda";

    private readonly Metric _invocations = new(recorder, functionName, "Invocations");
    private readonly Metric _errors = new(recorder, functionName, "Errors");
    private readonly Metric _throttles = new(recorder, functionName, "Throttles");
    private readonly Metric _duration = new(recorder, functionName, "Duration");
    private readonly Metric _asyncReceived = new(recorder, functionName, "AsyncEventsReceived");
    private readonly Metric _asyncAge = new(recorder, functionName, "AsyncEventAge");
    private readonly Metric _asyncDropped = new(recorder, functionName, "AsyncEventsDropped");
    private readonly IMetricSeries _concurrent = recorder.Series(Space, "ConcurrentExecutions", ("FunctionName", functionName));
    private readonly IMetricSeries _allConcurrent = recorder.Series(Space, "ConcurrentExecutions");

    /// <summary>An execution has begun.</summary>
    /// <param name="ofFunction">Executions of the function that run now.</param>
    /// <param name="ofAll">Executions of all functions that run now.</param>
    public void Begun(int ofFunction, int ofAll)
    {
        _invocations.Add(1);
        _concurrent.Add(ofFunction);
        _allConcurrent.Add(ofAll);
    }

    /// <summary>An execution has ended.</summary>
    public void Ended(TimeSpan duration, bool failed)
    {
        _duration.Add(duration.TotalMilliseconds);
        _errors.Add(failed ? 1 : 0);
    }

    /// <summary>An execution was refused.</summary>
    public void Throttled() => _throttles.Add(1);

    /// <summary>An asynchronous invocation was taken.</summary>
    public void AsyncReceived() => _asyncReceived.Add(1);

    /// <summary>An asynchronous invocation is tried, some time after it was taken.</summary>
    public void AsyncAge(TimeSpan age) => _asyncAge.Add(age.TotalMilliseconds);

    /// <summary>An asynchronous invocation was given up.</summary>
    public void AsyncDropped() => _asyncDropped.Add(1);

    private sealed class Metric(IMetricRecorder recorder, string functionName, string name)
    {
        private readonly IMetricSeries _one = recorder.Series(Space, name, ("FunctionName", functionName));
        private readonly IMetricSeries _all = recorder.Series(Space, name);

        public void Add(double value)
        {
            _one.Add(value);
            _all.Add(value);
        }
    }
}
