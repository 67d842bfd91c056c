using System.Net;

namespace IoTLoad.Peers;

/// <summary>
/// What the small HTTP servers of tests share: a free loopback port, and a loop that has one request answered after another.
/// </summary>
public sealed class HttpLoop : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerContext, Task> _answer;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">Answers a request and closes the response.</param>
    public HttpLoop(Func<HttpListenerContext, Task> answer)
    {
        _answer = answer;
        Url = new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Address of the server.</summary>
    public Uri Url { get; }

    /// <summary>Ends the loop; what went wrong with an answer is thrown here.</summary>
    public void Dispose()
    {
        _stopping.TrySetResult();
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                // One that is asked for while the listener stops may never come.
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _stopping.Task) != next)
                {
                    return;
                }

                context = await next;
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                // That is how a listener tells that it was stopped.
                return;
            }

            await _answer(context);
        }
    }
}
