using System.IO.Compression;
using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Wire;

/// <summary>
/// All services on one port: the scope of the signature says which is meant, as the clients of every service can be pointed
/// at one endpoint.
/// </summary>
/// <param name="clock">Clock of added latency.</param>
/// <param name="dataPlane">Answers requests of IoT Core's data plane, which the device endpoint serves as well; null for none.</param>
internal sealed class ServiceEndpoint(
    IEnumerable<ServiceApi> services, Authority authority, FaultSwitch faults, TimeProvider clock, RequestDelegate? dataPlane = null)
{
    private const string DataPlane = "iotdata";

    private readonly Dictionary<string, ServiceApi> _services =
        services.ToDictionary(service => service.SigningName, StringComparer.Ordinal);

    private long _requests;
    private long _refused;

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests so far that were answered with an error.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        var request = SignedRequest.Of(context, default);
        var protocol = ServiceProtocol.Of(request);
        ServiceApi? service = null;
        try
        {
            if (dataPlane is not null && IsDataPlane(request))
            {
                await dataPlane(context);
                return;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request = request with { Body = body.GetBuffer().AsMemory(0, (int)body.Length) };
            await faults.DelayAsync(clock, context.RequestAborted);
            ServiceOperation operation;
            Call call;
            try
            {
                var name = RequestSignature.Read(request).Service;
                service = _services.GetValueOrDefault(name);
                var principal = authority.Verify(request, null);
                service = service ?? throw Unknown(name);
                (operation, call) = Admit(protocol, service, principal, request, requestId);
            }
            catch (RefusedException e)
            {
                throw protocol.Translate(e);
            }

            var answer = await operation.Handle(call);
            foreach (var (name, value) in answer.Headers)
            {
                context.Response.Headers.Append(name, value);
            }

            await WriteAsync(context, protocol, request, answer.Status, protocol.Write(service, operation, answer, requestId));
        }
        catch (Exception e) when (e is RefusedException or InvalidInputException
            || !(context.RequestAborted.IsCancellationRequested || context.Response.HasStarted))
        {
            await RefuseAsync(context, protocol, request, service, requestId, e switch
            {
                RefusedException refusal => refusal,
                InvalidInputException => new RefusedException(400, service?.InvalidInputCode ?? "ValidationException", e.Message),

                // A defect of the sandbox: whoever called is told, as they would be of one of AWS's.
                _ => new RefusedException(500, "InternalFailure", $"The sandbox failed: {e}"),
            });
        }
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

    private RefusedException Unknown(string service) => new(
        404, "UnknownOperationException", $"The sandbox does not know the service '{service}'. It knows: "
            + $"{string.Join(", ", _services.Keys.Order(StringComparer.Ordinal))}.");

    private (ServiceOperation Operation, Call Call) Admit(
        ServiceProtocol protocol, ServiceApi service, Principal principal, SignedRequest request, string requestId)
    {
        RefusedException.ThrowIf(!protocol.IsSpokenBy(service), 404, "UnknownOperationException",
            $"The service '{service.SigningName}' does not speak the protocol of this request.");
        RefusedException.ThrowIf(
            FaultSwitch.Draw(faults.Current.Throttle), service.Throttled.Status, service.Throttled.Code, "Rate exceeded");
        var plain = Inflate(request);
        var (operation, input) = protocol.Read(service, plain);
        var call = new Call(principal, plain, input, requestId);
        service.Authorize(operation, call);
        return (operation, call);
    }

    // Clients compress what is over 10 KiB where an operation allows it (PutMetricData); the signature is over the compressed body.
    private static SignedRequest Inflate(SignedRequest request)
    {
        if (request.Header("Content-Encoding") != "gzip")
        {
            return request;
        }

        using var gzip = new GZipStream(new MemoryStream(request.Body.ToArray()), CompressionMode.Decompress);
        using var body = new MemoryStream();
        gzip.CopyTo(body);
        return request with { Body = body.ToArray() };
    }

    private Task RefuseAsync(
        HttpContext context, ServiceProtocol protocol, SignedRequest request, ServiceApi? service, string requestId, RefusedException error)
    {
        Interlocked.Increment(ref _refused);
        var body = protocol.Write(service, error, requestId, context.Response.Headers);
        return WriteAsync(context, protocol, request, error.Status, body);
    }

    private static async Task WriteAsync(
        HttpContext context, ServiceProtocol protocol, SignedRequest request, int status, ReadOnlyMemory<byte> body)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        if (protocol is RpcCborProtocol)
        {
            headers["smithy-protocol"] = "rpc-v2-cbor";
        }

        if (!headers.ContainsKey("Content-Type") && body.Length > 0)
        {
            headers.ContentType = protocol.ContentType(request);
        }

        headers.ContentLength = status == 204 ? null : body.Length;
        headers.Date = $"{DateTimeOffset.UtcNow:R}";
        if (body.Length > 0)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
