namespace IoTLoad.Sandbox.Lambda;

/// <summary>Starts functions on behalf of other services.</summary>
public interface IFunctionInvoker
{
    /// <summary>Queues an asynchronous invocation, with the retries that the function is configured for.</summary>
    /// <param name="functionArn">ARN of the function, with or without a qualifier.</param>
    /// <param name="payload">Event, JSON.</param>
    /// <param name="sourceService">Service that invokes, such as <c>iot.amazonaws.com</c>; the function's resource policy has to allow it.</param>
    /// <param name="sourceArn">ARN of what invokes, such as a rule's.</param>
    /// <exception cref="Identity.RefusedException">No such function, no permission, or too many requests.</exception>
    void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn);
}
