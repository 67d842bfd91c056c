using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using IoTLoad.Sandbox.Lambda.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>
/// Serves deployed zip files where GetFunction says they are: at addresses that nobody can guess and that are good for ten
/// minutes, without a signature, as Lambda's own are.
/// </summary>
internal sealed class CodeDownloads : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (DeployedCode Code, DateTimeOffset Ends)> _offers = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly WebApplication _server;

    private CodeDownloads(TimeProvider time)
    {
        _time = time;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(ServeAsync);
    }

    /// <summary>Starts the server.</summary>
    public static async Task<CodeDownloads> StartAsync(TimeProvider time)
    {
        var downloads = new CodeDownloads(time);
        await downloads._server.StartAsync();
        return downloads;
    }

    /// <summary>The address of a function's code.</summary>
    public Uri Offer(DeployedCode code)
    {
        var now = _time.GetUtcNow();
        foreach (var (ended, _) in _offers.Where(offer => offer.Value.Ends < now))
        {
            _offers.TryRemove(ended, out _);
        }

        var name = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _offers[name] = (code, now + Lifetime);
        var root = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri($"{root}/code/{name}");
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var name = context.Request.Path.Value?.Split('/')[^1] ?? "";
        if (!_offers.TryGetValue(name, out var offer) || offer.Ends < _time.GetUtcNow() || !offer.Code.TryHold())
        {
            context.Response.StatusCode = 403;
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
