namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>An event that is out with a runtime.</summary>
/// <param name="invocation">The event.</param>
/// <param name="functionArn">ARN by which the function was invoked.</param>
/// <param name="deadline">When it has to be done.</param>
internal sealed class Exchange(Invocation invocation, string functionArn, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The event.</summary>
    public Invocation Invocation => invocation;

    /// <summary>ARN by which the function was invoked.</summary>
    public string FunctionArn => functionArn;

    /// <summary>When it has to be done.</summary>
    public DateTimeOffset Deadline => deadline;

    /// <summary>The runtime's answer, once there is one.</summary>
    public RuntimeAnswer? Answer { get; set; }

    /// <summary>Ends when the runtime, having answered, asks for the next event.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Says that the runtime is done.</summary>
    public void Finish() => _finished.TrySetResult();
}
