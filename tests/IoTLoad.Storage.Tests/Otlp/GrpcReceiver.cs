using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace IoTLoad.Storage.Tests.Otlp;

/// <summary>A collector that takes metrics by gRPC: HTTP/2, with a prefix of five bytes and the status as a trailer.</summary>
internal sealed class GrpcReceiver : IAsyncDisposable
{
    private const string Method = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private readonly ConcurrentQueue<(OtlpRequest Request, string Authorization)> _requests = new();
    private readonly WebApplication _application;

    private GrpcReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public Uri Url => new(_application.Urls.Single());

    public IReadOnlyList<(OtlpRequest Request, string Authorization)> Requests => [.. _requests];

    public static async Task<GrpcReceiver> StartAsync()
    {
        var receiver = new GrpcReceiver();
        await receiver._application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = body.ToArray();
        var length = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1));
        var known = context.Request.Path == Method && message[0] == 0 && length == message.Length - 5;
        if (known)
        {
            _requests.Enqueue((new OtlpRequest(message[5..]), context.Request.Headers.Authorization.ToString()));
        }

        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", known ? "0" : "12");
    }
}
