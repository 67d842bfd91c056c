using Microsoft.AspNetCore.Http;

namespace IoTLoad.Peers;

/// <summary>An HTTP server that answers as a test says, for answers that no emulator gives.</summary>
public sealed class AnswerServer : IDisposable
{
    private readonly Func<string, string, (int Status, string Body)> _answer;
    private readonly Lock _one = new();
    private readonly LoopbackHttp _http;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Makes the answer from the request's method and path, and its body; asked for one at a time.</param>
    public AnswerServer(Func<string, string, (int Status, string Body)> answer)
    {
        _answer = answer;
        _http = new LoopbackHttp(AnswerAsync);
    }

    /// <summary>Address of the server.</summary>
    public Uri Url => _http.Url;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        (int Status, string Body) answer;
        lock (_one)
        {
            answer = _answer($"{context.Request.Method} {context.Request.Path}", text);
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        if (answer.Body.Length > 0)
        {
            await context.Response.WriteAsync(answer.Body);
        }
    }
}
