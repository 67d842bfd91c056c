using System.Globalization;
using System.IO.Compression;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IoTLoad.Sandbox.Wire;

/// <summary>
/// All services on one port: the scope of the signature says which is meant, as the clients of every service can be pointed
/// at one endpoint.
/// </summary>
internal sealed class ServiceEndpoint
{
    private const string DataPlane = "iotdata";

    private readonly Dictionary<string, ServiceApi> _services;
    private readonly IAuthority _authority;
    private readonly FaultSwitch _faults;
    private readonly TimeProvider _clock;
    private readonly RequestDelegate? _dataPlane;
    private long _requests;
    private long _refused;

    /// <param name="clock">Clock of added latency.</param>
    /// <param name="dataPlane">Answers requests of IoT Core's data plane, which the device endpoint serves as well; null where there
    /// is none.</param>
    public ServiceEndpoint(
        IEnumerable<ServiceApi> services, IAuthority authority, FaultSwitch faults, TimeProvider clock, RequestDelegate? dataPlane = null)
    {
        _services = services.ToDictionary(service => service.SigningName, StringComparer.Ordinal);
        _authority = authority;
        _faults = faults;
        _dataPlane = dataPlane;
        _clock = clock;
    }

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests so far that were answered with an error.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var requestId = Guid.NewGuid().ToString();
        var request = Head(context);
        if (_dataPlane is { } dataPlane && IsDataPlane(request))
        {
            await AnswerDataPlaneAsync(context, dataPlane, request, requestId);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        request = request with { Body = body.GetBuffer().AsMemory(0, (int)body.Length) };
        if (_faults.Current.Latency is { Ticks: > 0 } latency)
        {
            await Task.Delay(latency, _clock, context.RequestAborted);
        }

        var protocol = ServiceProtocol.Of(request);
        ServiceApi? service = null;
        try
        {
            ServiceOperation operation;
            Call call;
            try
            {
                var name = RequestSignature.Read(request).Service;
                service = _services.GetValueOrDefault(name);
                var principal = _authority.Verify(request, null);
                service = service ?? throw Unknown(name);
                (operation, call) = Admit(protocol, service, principal, request, requestId, context.RequestAborted);
            }
            catch (RefusedException e)
            {
                throw protocol.Translate(e);
            }

            var answer = await operation.Handle(call);
            await WriteAsync(context, protocol, request, service, operation, answer, requestId);
        }
        catch (RefusedException e)
        {
            await WriteAsync(context, protocol, request, service, e, requestId);
        }
        catch (InvalidInputException e)
        {
            await WriteAsync(context, protocol, request, service,
                new RefusedException(400, service?.InvalidInputCode ?? "ValidationException", e.Message), requestId);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // A defect of the sandbox: whoever called is told, as they would be of one of AWS's.
            await WriteAsync(context, protocol, request, service,
                new RefusedException(500, "InternalFailure", $"The sandbox failed: {e}"), requestId);
        }
    }

    // The request as a signature covers it, but for the body.
    private static SignedRequest Head(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new SignedRequest(
            context.Request.Method,
            question < 0 ? target : target[..question],
            question < 0 ? "" : target[(question + 1)..],
            [.. context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))],
            default);
    }

    // What has no signature that could be read is refused later, with the code for that.
    private static bool IsDataPlane(SignedRequest request)
    {
        try
        {
            return RequestSignature.Read(request).Service == DataPlane;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private async Task AnswerDataPlaneAsync(HttpContext context, RequestDelegate dataPlane, SignedRequest request, string requestId)
    {
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        try
        {
            await dataPlane(context);
        }
        catch (RefusedException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, ServiceProtocol.Of(request), request, null, e, requestId);
        }
    }

    private RefusedException Unknown(string service) => new(
        404, "UnknownOperationException", $"The sandbox does not know the service '{service}'. It knows: "
            + $"{string.Join(", ", _services.Keys.Order(StringComparer.Ordinal))}.");

    private (ServiceOperation Operation, Call Call) Admit(
        ServiceProtocol protocol, ServiceApi service, Principal principal, SignedRequest request, string requestId,
        CancellationToken cancellation)
    {
        if (!protocol.IsSpokenBy(service))
        {
            throw new RefusedException(404, "UnknownOperationException",
                $"The service '{service.SigningName}' does not speak the protocol of this request.");
        }

        if (FaultSwitch.Draw(_faults.Current.Throttle))
        {
            throw new RefusedException(service.Throttled.Status, service.Throttled.Code, "Rate exceeded");
        }

        var plain = Inflate(request);
        var (operation, input) = protocol.Read(service, plain);
        var call = new Call { Principal = principal, Request = plain, Input = input, RequestId = requestId, Cancellation = cancellation };
        service.Authorize(operation, call);
        return (operation, call);
    }

    // Clients compress what is over 10 KiB where an operation allows it (PutMetricData); the signature is over the compressed body.
    private static SignedRequest Inflate(SignedRequest request)
    {
        if (RequestSignature.Header(request, "Content-Encoding") != "gzip")
        {
            return request;
        }

        using var gzip = new GZipStream(new MemoryStream(request.Body.ToArray()), CompressionMode.Decompress);
        using var body = new MemoryStream();
        gzip.CopyTo(body);
        return request with { Body = body.ToArray() };
    }

    private static async Task WriteAsync(
        HttpContext context, ServiceProtocol protocol, SignedRequest request, ServiceApi service, ServiceOperation operation,
        Answer answer, string requestId)
    {
        var body = protocol.Write(service, operation, answer, requestId);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        await WriteAsync(context, protocol, request, body, requestId);
    }

    private async Task WriteAsync(
        HttpContext context, ServiceProtocol protocol, SignedRequest request, ServiceApi? service, RefusedException error, string requestId)
    {
        Interlocked.Increment(ref _refused);
        var headers = new Dictionary<string, string>();
        var body = protocol.Write(service, error, requestId, headers);
        context.Response.StatusCode = error.Status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await WriteAsync(context, protocol, request, body, requestId);
    }

    private static async Task WriteAsync(HttpContext context, ServiceProtocol protocol, SignedRequest request, ReadOnlyMemory<byte> body,
        string requestId)
    {
        var headers = context.Response.Headers;
        headers["x-amzn-RequestId"] = requestId;
        if (protocol is RpcCborProtocol)
        {
            headers["smithy-protocol"] = "rpc-v2-cbor";
        }

        if (!headers.ContainsKey("Content-Type") && body.Length > 0)
        {
            headers.ContentType = protocol.ContentType(request);
        }

        headers.ContentLength = context.Response.StatusCode == 204 ? null : body.Length;
        headers.Date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        if (body.Length > 0)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
