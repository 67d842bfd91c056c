using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Peers;

/// <summary>
/// What the small HTTP servers of tests share: Kestrel on a free loopback port, which has each request answered by one method.
/// </summary>
public sealed class LoopbackHttp : IDisposable
{
    private readonly RequestDelegate _answer;
    private readonly WebApplication _application;
    private Exception? _failure;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">Answers a request; for several at a time where clients ask so.</param>
    public LoopbackHttp(RequestDelegate answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(AnswerAsync);
        _application.StartAsync().GetAwaiter().GetResult();
        Url = new Uri(_application.Urls.Single());
    }

    /// <summary>Address of the server.</summary>
    public Uri Url { get; }

    /// <summary>Ends open requests and the server; what went wrong with an answer is thrown here.</summary>
    public void Dispose()
    {
        using var now = new CancellationTokenSource();
        now.Cancel();
        _application.StopAsync(now.Token).GetAwaiter().GetResult();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (_failure is { } failure)
        {
            throw new InvalidOperationException($"An answer failed: {failure.Message}", failure);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await _answer(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, or the server is being ended.
        }
        catch (Exception exception)
        {
            _failure ??= exception;
            throw;
        }
    }
}
