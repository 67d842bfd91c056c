using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        Url = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">Port; 0 for a free one.</param>
    /// <param name="limits">Changes the server's limits; null leaves them.</param>
    /// <param name="sockets">Where connections come from; null for the system's sockets.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ServiceListener> StartAsync(
        int port, RequestDelegate handle, Action<KestrelServerLimits>? limits = null, IConnectionListenerFactory? sockets = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            limits?.Invoke(kestrel.Limits);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        if (sockets is not null)
        {
            builder.Services.AddSingleton(sockets);
        }

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
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }
}
