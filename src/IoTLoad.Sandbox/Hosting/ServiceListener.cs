using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>Plain HTTP on 127.0.0.1, and nowhere else.</summary>
internal sealed class ServiceListener : IAsyncDisposable
{
    // A function's zip of 50 MiB is 67 MiB in base64.
    private const long LargestBody = 128L * 1024 * 1024;

    private readonly WebApplication _application;

    private ServiceListener(WebApplication application)
    {
        _application = application;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Url = new Uri(addresses.Addresses.Single());
    }

    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">Port; 0 for a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ServiceListener> StartAsync(int port, RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var application = builder.Build();
        application.Run(handle);
        try
        {
            await application.StartAsync();
            return new ServiceListener(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What is still being answered is not worth waiting for: the sandbox and all that is in it goes.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
