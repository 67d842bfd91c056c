using System.Net;
using System.Net.Sockets;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Otlp;

/// <summary>
/// Why metrics do not arrive. OpenTelemetry's exporter says only that, so the endpoint is asked by a request of our own: an empty
/// one, which OTLP allows.
/// </summary>
public static class OtlpCheck
{
    /// <summary>Asks the endpoint whether it takes metrics; over gRPC, only whether somebody listens.</summary>
    /// <exception cref="LoadException">
    /// <c>OtlpUnreachable</c>, <c>OtlpUnauthorized</c>, <c>OtlpNotRecognised</c>, <c>OtlpServerFailed</c>, <c>OtlpTimeout</c>.
    /// </exception>
    public static async Task RunAsync(OtlpConnection connection, CancellationToken cancellation = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(connection.Timeout);
        try
        {
            await (connection.Transport == OtlpTransport.Grpc ? ConnectAsync(connection, limit.Token) : PostAsync(connection, limit.Token));
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new LoadException(
                "OtlpTimeout", LoadErrorKind.ConnectionFailed,
                Text($"{connection.Place} did not answer within {connection.Timeout.TotalSeconds:0.#} s."),
                "See whether the collector is overloaded, and whether a firewall is in between.", connection.Place, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            throw new LoadException(
                "OtlpUnreachable", LoadErrorKind.ConnectionFailed,
                $"{connection.Place} cannot be reached: {exception.Message.TrimEnd('.')}." + EnvironmentProxy.Explain(exception),
                "Check -OtlpEndpoint, and that the collector runs; its usual ports are 4318 (HTTP) and 4317 (gRPC).",
                connection.Place, exception);
        }
    }

    private static async Task ConnectAsync(OtlpConnection connection, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(connection.Url.Host, connection.Url.Port, cancellation);
    }

    private static async Task PostAsync(OtlpConnection connection, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, connection.Url) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new("application/x-protobuf");
        foreach (var (name, value) in connection.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var status = (int)answer.StatusCode;
        LoadException? error = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => LoadException.AuthenticationFailed(
                "OtlpUnauthorized", $"{connection.Place} refused the request with {status}.",
                "Give what authorises it as -OtlpHeader, such as @{ Authorization = 'Bearer …' }.", connection.Place),
            HttpStatusCode.TooManyRequests => null,
            >= HttpStatusCode.InternalServerError => new(
                "OtlpServerFailed", LoadErrorKind.ConnectionFailed, Text($"{connection.Place} answered {status}."),
                "Look in the collector's log.", connection.Place),

            // A collector may find an empty request malformed: it is a collector all the same.
            HttpStatusCode.BadRequest => null,
            _ when !answer.IsSuccessStatusCode => new(
                "OtlpNotRecognised", LoadErrorKind.ConnectionFailed,
                Text($"What answers at {connection.Place} takes no OTLP: it answered {status}."),
                "Check the port and path of -OtlpEndpoint; metrics go to v1/metrics below it.", connection.Place),
            _ => null,
        };
        if (error is not null)
        {
            throw error;
        }
    }
}
