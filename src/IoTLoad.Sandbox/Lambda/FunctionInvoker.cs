using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Lambda.Running;

namespace IoTLoad.Sandbox.Lambda;

/// <summary>Invocations by other services, which the function's resource policy has to allow.</summary>
internal sealed class FunctionInvoker(FunctionStore store, FunctionRunner runner, EventQueue queue, LambdaLimits limits) : IFunctionInvoker
{
    public void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn)
    {
        var function = store.Find(functionArn);
        RefusedException.ThrowIf(
            !function.State.Permissions.Any(statement => statement.AllowsInvocation(sourceService, sourceArn)),
            403, "AccessDeniedException",
            $"User: {sourceService} is not authorized to perform: lambda:InvokeFunction on resource: {function.Arn} because "
                + "no resource-based policy allows the lambda:InvokeFunction action");
        RefusedException.ThrowIf(
            payload.Length > limits.AsynchronousPayload, () => LambdaRefusal.TooLarge(limits.AsynchronousPayload));
        runner.ThrowFault(function);
        queue.Add(function, new Invocation { Payload = payload });
    }
}

/// <summary>Starts functions on behalf of other services.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Queues an asynchronous invocation, with the retries that the function is configured for.</summary>
    /// <param name="functionArn">ARN of the function, with or without a qualifier.</param>
    /// <param name="sourceService">Service that invokes, such as <c>iot.amazonaws.com</c>; the function's resource policy has to
    /// allow it.</param>
    /// <param name="sourceArn">ARN of what invokes, such as a rule's.</param>
    /// <exception cref="RefusedException">No such function, no permission, or too many requests.</exception>
    void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn);
}
