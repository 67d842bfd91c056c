using System.Collections.Concurrent;
using System.Security.Cryptography;
using IoTLoad.Sandbox.Hosting;
using IoTLoad.Sandbox.Lambda.Functions;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>
/// Serves deployed zip files where GetFunction says they are: at addresses that nobody can guess and that are good for ten
/// minutes, without a signature, as Lambda's own are.
/// </summary>
internal sealed class CodeDownloads(TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (DeployedCode Code, DateTimeOffset Ends)> _offers = new(StringComparer.Ordinal);
    private ServiceListener _listener = null!;

    public static async Task<CodeDownloads> StartAsync(TimeProvider time)
    {
        var downloads = new CodeDownloads(time);
        downloads._listener = await ServiceListener.StartAsync(0, downloads.ServeAsync);
        return downloads;
    }

    /// <summary>The address of a function's code.</summary>
    public Uri Offer(DeployedCode code)
    {
        var now = time.GetUtcNow();
        foreach (var (ended, _) in _offers.Where(offer => offer.Value.Ends < now))
        {
            _offers.TryRemove(ended, out _);
        }

        var name = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _offers[name] = (code, now + Lifetime);
        return new Uri(_listener.Url, $"/code/{name}");
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var name = context.Request.Path.Value?.Split('/')[^1] ?? "";
        if (!_offers.TryGetValue(name, out var offer) || offer.Ends < time.GetUtcNow() || !offer.Code.TryHold())
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            context.Response.ContentType = "application/zip";
            await context.Response.SendFileAsync(offer.Code.ZipFile, context.RequestAborted);
        }
        finally
        {
            offer.Code.Release();
        }
    }
}
