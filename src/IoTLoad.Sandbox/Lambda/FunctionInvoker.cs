using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Lambda.Running;

namespace IoTLoad.Sandbox.Lambda;

/// <summary>Invocations by other services, which the function's resource policy has to allow.</summary>
internal sealed class FunctionInvoker(FunctionStore store, FunctionRunner runner, EventQueue queue, LambdaLimits limits) : IFunctionInvoker
{
    /// <inheritdoc/>
    public void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn)
    {
        var function = store.Find(functionArn);
        if (!function.State.Permissions.Any(statement => statement.AllowsInvocation(sourceService, sourceArn)))
        {
            throw new Identity.RefusedException(
                403, "AccessDeniedException",
                $"User: {sourceService} is not authorized to perform: lambda:InvokeFunction on resource: {function.Arn} because no resource-based policy allows the lambda:InvokeFunction action");
        }

        if (payload.Length > limits.AsynchronousPayload)
        {
            throw LambdaRefusal.TooLarge(limits.AsynchronousPayload);
        }

        runner.ThrowFault(function);
        queue.Add(function, new Invocation { Payload = payload });
    }
}
