using System.Net;
using System.Text;

namespace IoTLoad.Peers;

/// <summary>An HTTP server that answers as a test says, for answers that no emulator gives.</summary>
public sealed class AnswerServer : IDisposable
{
    private readonly Func<string, string, (int Status, string Body)> _answer;
    private readonly HttpLoop _http;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Makes the answer from the request's method and path, and its body.</param>
    public AnswerServer(Func<string, string, (int Status, string Body)> answer)
    {
        _answer = answer;
        _http = new HttpLoop(AnswerAsync);
    }

    /// <summary>Address of the server.</summary>
    public Uri Url => _http.Url;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var (status, body) = _answer($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}", await reader.ReadToEndAsync());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: true);
    }
}
