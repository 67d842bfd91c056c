using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>What CloudWatch shows of a function, in namespace AWS/Lambda: by its name, and for all functions.</summary>
internal sealed class FunctionMetrics(IMetricRecorder recorder, string functionName)
{
    private const string Space = "AWS/Lambda";

    private readonly Metric _invocations = new(recorder, functionName, "Invocations");
    private readonly Metric _errors = new(recorder, functionName, "Errors");
    private readonly Metric _duration = new(recorder, functionName, "Duration");
    private readonly Metric _concurrent = new(recorder, functionName, "ConcurrentExecutions");

    /// <summary>Executions that were refused.</summary>
    public Metric Throttles { get; } = new(recorder, functionName, "Throttles");

    /// <summary>Asynchronous invocations that were taken.</summary>
    public Metric AsyncReceived { get; } = new(recorder, functionName, "AsyncEventsReceived");

    /// <summary>Milliseconds from when an asynchronous invocation was taken to when it is tried.</summary>
    public Metric AsyncAge { get; } = new(recorder, functionName, "AsyncEventAge");

    /// <summary>Asynchronous invocations that were given up.</summary>
    public Metric AsyncDropped { get; } = new(recorder, functionName, "AsyncEventsDropped");

    /// <summary>An execution has begun.</summary>
    /// <param name="ofFunction">Executions of the function that run now.</param>
    /// <param name="ofAll">Executions of all functions that run now.</param>
    public void Begun(int ofFunction, int ofAll)
    {
        _invocations.Add();
        _concurrent.Add(ofFunction, ofAll);
    }

    /// <summary>An execution has ended.</summary>
    public void Ended(TimeSpan duration, bool failed)
    {
        _duration.Add(duration.TotalMilliseconds);
        _errors.Add(failed ? 1 : 0);
    }

    /// <summary>A metric of one function and of all.</summary>
    internal sealed class Metric(IMetricRecorder recorder, string functionName, string name)
    {
        private readonly IMetricSeries _one = recorder.Series(Space, name, ("FunctionName", functionName));
        private readonly IMetricSeries _all = recorder.Series(Space, name);

        /// <summary>Records a value now, for all functions another if that is given.</summary>
        public void Add(double value = 1, double? ofAll = null)
        {
            _one.Add(value);
            _all.Add(ofAll ?? value);
        }
    }
}
