using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using IoTLoad.Peers;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Function.Tests;

/// <summary>Lambda's runtime interface, as far as a custom runtime sees it.</summary>
internal sealed class RuntimeServer : IDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly Channel<(string Id, DateTimeOffset Deadline, byte[] Event)> _invocations =
        Channel.CreateUnbounded<(string, DateTimeOffset, byte[])>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Answer>> _answers = new();
    private readonly TaskCompletionSource<Answer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopbackHttp _http;

    public RuntimeServer()
    {
        _http = new LoopbackHttp(AnswerAsync);
    }

    /// <summary>Host and port.</summary>
    public string Authority => _http.Url.Authority;

    /// <summary>Why the function could not start.</summary>
    public Task<Answer> InitError => _initError.Task;

    /// <summary>Invokes the function, which has <paramref name="limit"/> from now on.</summary>
    public async Task<Answer> InvokeAsync(string json, TimeSpan limit, string? requestId)
    {
        var id = requestId ?? Guid.NewGuid().ToString();
        var answer = _answers[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _invocations.Writer.WriteAsync((id, DateTimeOffset.UtcNow + limit, Encoding.UTF8.GetBytes(json)));
        return await answer.Task.WaitAsync(limit + TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A function that asks for its next event is answered when there is one.</summary>
    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.ToString();
        if (path == Root + "invocation/next")
        {
            var (id, deadline, json) = await _invocations.Reader.ReadAsync(context.RequestAborted);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:iotload";
            await context.Response.Body.WriteAsync(json);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var parts = path[Root.Length..].Split('/');
        var answer = new Answer(
            parts[^1], context.Request.Headers["Lambda-Runtime-Function-Error-Type"], await reader.ReadToEndAsync(), DateTimeOffset.UtcNow);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        var waiting = parts[0] == "init" ? _initError : _answers[parts[1]];
        waiting.SetResult(answer);
    }
}
