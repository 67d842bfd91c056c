using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>Reserved concurrency, asynchronous invocation and the account's settings.</summary>
internal sealed class ConcurrencyOperations(FunctionOperations functions, FunctionStore store, LambdaLimits limits, TimeProvider time)
{
    public Document Put(Call call)
    {
        var executions = FunctionInput.Range(call.Input, "ReservedConcurrentExecutions", "reservedConcurrentExecutions", 0, int.MaxValue)
            ?? throw new InvalidInputException("1 validation error detected: Value null at 'reservedConcurrentExecutions' "
                + "failed to satisfy constraint: Member must not be null");
        store.Reserve(functions.Find(call), executions);
        return new Document { ["ReservedConcurrentExecutions"] = (long)executions };
    }

    public Document Get(Call call) => new() { ["ReservedConcurrentExecutions"] = (long?)functions.Find(call).State.ReservedConcurrency };

    public void Delete(Call call) => store.Update(functions.Find(call), state => state with { ReservedConcurrency = null });

    /// <summary>PutFunctionEventInvokeConfig: what is not given is the default.</summary>
    public Document PutEventInvoke(Call call) => Change(call, _ => new EventInvokeSettings(null, null, time.GetUtcNow()));

    /// <summary>UpdateFunctionEventInvokeConfig: what is not given stays.</summary>
    public Document UpdateEventInvoke(Call call)
    {
        _ = GetEventInvoke(call);
        return Change(call, settings => settings!);
    }

    public Document GetEventInvoke(Call call)
    {
        var function = functions.Find(call);
        return FunctionDocuments.EventInvoke(function, function.State.EventInvoke ?? throw NoEventInvoke(function));
    }

    public Document ListEventInvoke(Call call)
    {
        var function = functions.Find(call);
        object[] all = function.State.EventInvoke is { } settings ? [FunctionDocuments.EventInvoke(function, settings)] : [];
        return new Document { ["FunctionEventInvokeConfigs"] = all };
    }

    public void DeleteEventInvoke(Call call)
    {
        var function = functions.Find(call);
        RefusedException.ThrowIf(function.State.EventInvoke is null, () => NoEventInvoke(function));
        store.Update(function, state => state with { EventInvoke = null });
    }

    public Document Account(Call call)
    {
        var all = store.List();
        return new Document
        {
            ["AccountLimit"] = new Document
            {
                ["TotalCodeSize"] = 75L * 1024 * 1024 * 1024,
                ["CodeSizeUnzipped"] = limits.UnpackedSize,
                ["CodeSizeZipped"] = limits.ZipSize,
                ["ConcurrentExecutions"] = (long)limits.ConcurrentExecutions,
                ["UnreservedConcurrentExecutions"] = (long)store.Unreserved,
            },
            ["AccountUsage"] = new Document
            {
                ["TotalCodeSize"] = all.Sum(function => function.State.Code.Size),
                ["FunctionCount"] = (long)all.Count
            },
        };
    }

    private static RefusedException NoEventInvoke(LambdaFunction function) =>
        LambdaRefusal.NotFound($"The function {function.Arn}:{FunctionReference.Latest} doesn't have an EventInvokeConfig");

    private Document Change(Call call, Func<EventInvokeSettings?, EventInvokeSettings> start)
    {
        var function = functions.Find(call);
        var input = call.Input;
        LambdaRefusal.NotHereIf(
            input.Child("DestinationConfig") is { } destinations
                && destinations.Keys.Any(name => destinations.Child(name)?.Text("Destination") is { Length: > 0 }),
            "deliver to destinations (DestinationConfig)");
        var retries = FunctionInput.Range(input, "MaximumRetryAttempts", "maximumRetryAttempts", 0, 2);
        var age = FunctionInput.Range(input, "MaximumEventAgeInSeconds", "maximumEventAgeInSeconds", 60, 21600);
        EventInvokeSettings? changed = null;
        store.Update(function, state =>
        {
            var settings = start(state.EventInvoke);
            changed = new EventInvokeSettings(
                retries ?? settings.MaximumRetryAttempts, age ?? settings.MaximumEventAgeInSeconds, time.GetUtcNow());
            return state with { EventInvoke = changed };
        });
        return FunctionDocuments.EventInvoke(function, changed!);
    }
}
