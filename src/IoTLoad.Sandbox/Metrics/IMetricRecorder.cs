namespace IoTLoad.Sandbox.Metrics;

/// <summary>Takes what CloudWatch will show. Safe for concurrent use.</summary>
public interface IMetricRecorder
{
    /// <summary>The series of a metric; ask once and keep it where much is counted.</summary>
    /// <param name="space">Namespace, such as <c>AWS/IoT</c>.</param>
    /// <param name="name">Metric name, such as <c>PublishIn.Success</c>.</param>
    /// <param name="dimensions">Names and values of dimensions.</param>
    IMetricSeries Series(string space, string name, params (string Name, string Value)[] dimensions);
}
