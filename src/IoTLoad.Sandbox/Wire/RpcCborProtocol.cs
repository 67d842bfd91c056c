using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Smithy's RPC v2: <c>POST /service/{target}/operation/{name}</c>, all else in a CBOR document.</summary>
internal sealed class RpcCborProtocol : ServiceProtocol
{
    public override string ContentType(SignedRequest request) => "application/cbor";

    public override bool IsSpokenBy(ServiceApi service) => service.Target is not null;

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var path = request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path is ["service", var target, "operation", var name] && target == service.Target
            ? (service.Find(name), CborCodec.Read(request.Body))
            : throw new RefusedException(404, "UnknownOperationException",
                $"The path '{request.RawPath}' is not one of '{service.Target}'.");
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId) =>
        CborCodec.Write(answer.Output ?? []);

    public override byte[] Write(ServiceApi? service, RefusedException error, string requestId, IDictionary<string, string> headers)
    {
        if (service is { QueryCodes.Count: > 0 })
        {
            headers["x-amzn-query-error"] = $"{service.QueryCodes.GetValueOrDefault(error.Code, error.Code)};Sender";
        }

        return CborCodec.Write(new Document { ["__type"] = error.Code, ["message"] = error.Message });
    }

    public override RefusedException Translate(RefusedException error) => new(400, error.Code, error.Message);
}
