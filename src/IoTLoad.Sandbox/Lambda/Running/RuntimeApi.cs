using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IoTLoad.Sandbox.Hosting;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>The server of Lambda's Runtime API, version 2018-06-01, on loopback.</summary>
/// <param name="largestAnswer">Largest answer of a function, bytes.</param>
internal sealed class RuntimeApi(int largestAnswer) : IAsyncDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly ConcurrentDictionary<int, RuntimeSession> _clients = new();
    private readonly EnvironmentSockets _sockets = new();
    private ServiceListener _listener = null!;

    public static async Task<RuntimeApi> StartAsync(int largestAnswer)
    {
        var api = new RuntimeApi(largestAnswer);
        api._listener = await ServiceListener.StartAsync(0, api.ServeAsync, limits =>
        {
            limits.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
            limits.MaxRequestBodySize = null;
            limits.MinRequestBodyDataRate = null;
            limits.MinResponseDataRate = null;
        }, api._sockets);
        return api;
    }

    /// <summary>Opens a port for an execution environment; dispose the socket to close it.</summary>
    public Socket Open(RuntimeSession client)
    {
        var socket = _sockets.Open();
        _clients[((IPEndPoint)socket.LocalEndPoint!).Port] = client;
        return socket;
    }

    /// <summary>Closes a port.</summary>
    public void Close(Socket socket)
    {
        _clients.TryRemove(((IPEndPoint)socket.LocalEndPoint!).Port, out _);
        socket.Dispose();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static Task ErrorAsync(HttpContext context, int status, string type, string message) =>
        WriteAsync(context, status, RuntimeFault.Json(type, message));

    private static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static Task SayAsync(HttpContext context, RuntimeVerdict verdict) => verdict switch
    {
        RuntimeVerdict.Accepted => WriteAsync(context, 202, """{"status":"OK"}"""u8.ToArray()),
        RuntimeVerdict.UnknownRequest => ErrorAsync(context, 400, "InvalidRequestID", "Invalid request ID"),
        _ => ErrorAsync(context, 403, "InvalidStateTransition", "State transition is not allowed"),
    };

    private static async Task NextAsync(HttpContext context, RuntimeSession client)
    {
        if (await client.NextAsync(context.RequestAborted) is not { } exchange)
        {
            await SayAsync(context, RuntimeVerdict.WrongState);
            return;
        }

        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = exchange.Invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = $"{exchange.Deadline.ToUnixTimeMilliseconds()}";
        headers["Lambda-Runtime-Invoked-Function-Arn"] = exchange.FunctionArn;
        headers["Lambda-Runtime-Trace-Id"] = exchange.Invocation.TraceId;
        if (exchange.Invocation.ClientContext is { } clientContext)
        {
            headers["Lambda-Runtime-Client-Context"] = clientContext;
        }

        await WriteAsync(context, 200, exchange.Invocation.Payload);
    }

    private async Task ServeAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The runtime has ended, or was killed, while it waited.
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!_clients.TryGetValue(context.Connection.LocalPort, out var client) || !path.StartsWith(Root, StringComparison.Ordinal))
        {
            await ErrorAsync(context, 404, "NotFound", $"The sandbox has no {context.Request.Method} {path}.");
            return;
        }

        await ((context.Request.Method, path[Root.Length..].Split('/')) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context, client),
            ("POST", ["invocation", var id, "response"]) => ResponseAsync(context, client, id),
            ("POST", ["invocation", var id, "error"]) => AnswerAsync(context, client, id, ErrorType(context)),
            ("POST", ["init", "error"]) => InitializationErrorAsync(context, client),
            _ => ErrorAsync(context, 404, "NotFound", $"The sandbox has no {context.Request.Method} {path}."),
        });
    }

    private static string ErrorType(HttpContext context) =>
        context.Request.Headers["Lambda-Runtime-Function-Error-Type"] is [{ Length: > 0 } type, ..] ? type : "Function.Unknown";

    // A streamed answer that fails half-way says so in a trailer; only whole answers are known here.
    private Task ResponseAsync(HttpContext context, RuntimeSession client, string id) =>
        context.Request.Headers["Lambda-Runtime-Function-Response-Mode"] is ["streaming", ..]
            ? ErrorAsync(context, 400, "InvalidResponseMode", "The sandbox takes no streamed responses.")
            : AnswerAsync(context, client, id, null);

    private async Task AnswerAsync(HttpContext context, RuntimeSession client, string id, string? errorType)
    {
        if (await BodyAsync(context) is { } body)
        {
            await SayAsync(context, client.Answer(id, new RuntimeAnswer(body, errorType)));
            return;
        }

        var message = $"Exceeded maximum allowed payload size ({largestAnswer} bytes).";
        var verdict = client.Answer(id, new RuntimeAnswer(RuntimeFault.Json("Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size"), "Function.ResponseSizeTooLarge"));
        await (verdict == RuntimeVerdict.Accepted
            ? ErrorAsync(context, 413, "RequestEntityTooLarge", message) : SayAsync(context, verdict));
    }

    private async Task InitializationErrorAsync(HttpContext context, RuntimeSession client) => await SayAsync(
        context, client.FailInitialization(ErrorType(context), await BodyAsync(context)
            ?? RuntimeFault.Json("Runtime.Unknown", "The error was too large.")));

    // Null where it is larger than a function may answer; the rest of it is read all the same, so that the runtime can go on.
    private async Task<byte[]?> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[81920];
        var fits = true;
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            fits = fits && body.Length + read <= largestAnswer;
            if (fits)
            {
                body.Write(buffer, 0, read);
            }
        }

        return fits ? body.ToArray() : null;
    }
}
