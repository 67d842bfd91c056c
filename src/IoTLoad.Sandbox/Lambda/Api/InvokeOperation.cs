using System.Text;
using System.Text.Json;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Lambda.Running;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>Invoke: synchronously, asynchronously, or only to see whether it is allowed.</summary>
internal sealed class InvokeOperation(SandboxAccount account, FunctionStore store, FunctionRunner runner, EventQueue queue,
    LambdaLimits limits)
{
    /// <summary>Invokes a function.</summary>
    public async ValueTask<Answer> InvokeAsync(Call call)
    {
        // Its body is the function's, so nothing of it is input of the call.
        var function = store.Find(FunctionReference.Parse(call.Input.Required("FunctionName"), account, Qualifier(call)));
        var type = call.Request.Header("X-Amz-Invocation-Type") ?? "RequestResponse";
        if (type == "DryRun")
        {
            return new Answer(Status: 204);
        }

        var limit = type == "Event" ? limits.AsynchronousPayload : limits.SynchronousPayload;
        RefusedException.ThrowIf(call.Request.Body.Length > limit, () => LambdaRefusal.TooLarge(limit));
        var invocation = new Invocation
        {
            RequestId = call.RequestId,
            Payload = Payload(call),
            ClientContext = call.Request.Header("X-Amz-Client-Context") is { } context ? Text(context) : null,
        };
        runner.ThrowFault(function);
        switch (type)
        {
            case "Event":
                queue.Add(function, invocation);
                return new Answer(Status: 202) { Raw = ReadOnlyMemory<byte>.Empty };
            case "RequestResponse":
                return Of(await runner.InvokeAsync(function, invocation), call.Request.Header("X-Amz-Log-Type") == "Tail");
            default:
                throw LambdaRefusal.Validation(type, "invocationType",
                    "Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
        }
    }

    private static Answer Of(InvocationOutcome outcome, bool withLog)
    {
        var headers = new List<KeyValuePair<string, string>> { new("X-Amz-Executed-Version", FunctionReference.Latest) };
        if (outcome.ErrorType is not null)
        {
            headers.Add(new("X-Amz-Function-Error", "Unhandled"));
        }

        if (withLog)
        {
            headers.Add(new("X-Amz-Log-Result", Convert.ToBase64String(outcome.LogTail.Span)));
        }

        return new Answer { Raw = outcome.Payload, Headers = headers };
    }

    private static ReadOnlyMemory<byte> Payload(Call call)
    {
        if (call.Request.Body.IsEmpty)
        {
            return "{}"u8.ToArray();
        }

        try
        {
            using var document = JsonDocument.Parse(call.Request.Body);
            return call.Request.Body;
        }
        catch (JsonException exception)
        {
            throw new RefusedException(400, "InvalidRequestContentException",
                $"Could not parse request body into json: {exception.Message}");
        }
    }

    // The client's context is JSON as base64 on its way here, and plain on its way to the runtime.
    private static string Text(string context)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(context));
        }
        catch (FormatException)
        {
            throw new RefusedException(400, "InvalidRequestContentException",
                "Client context must be a valid Base64-encoded JSON object.");
        }
    }

    private static string? Qualifier(Call call) =>
        SignedRequest.Parameters(call.Request.RawQuery).FirstOrDefault(parameter => parameter.Name == "Qualifier").Value;
}
