using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Wire;

/// <summary>The operation by its name, all else in a document.</summary>
internal abstract class RpcProtocol : ServiceProtocol
{
    public override bool IsSpokenBy(ServiceApi service) => service.Target is not null;

    public override byte[] Write(ServiceApi? service, RefusedException error, string requestId, IHeaderDictionary headers)
    {
        if (service is { QueryCodes.Count: > 0 })
        {
            headers["x-amzn-query-error"] = $"{service.QueryCodes.GetValueOrDefault(error.Code, error.Code)};Sender";
        }

        return Encode(new Document { ["__type"] = error.Code, ["message"] = error.Message });
    }

    public override RefusedException Translate(RefusedException error) => new(400, error.Code, error.Message);

    protected abstract byte[] Encode(Document document);
}

/// <summary>The operation in the header X-Amz-Target, all else in a JSON document (AWS JSON 1.0 and 1.1).</summary>
internal sealed class JsonRpcProtocol : RpcProtocol
{
    public override string ContentType(SignedRequest request) =>
        request.Header("Content-Type") is { } type && type.Contains("json-1.0", StringComparison.Ordinal)
            ? "application/x-amz-json-1.0"
            : "application/x-amz-json-1.1";

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var target = request.Header("X-Amz-Target")!;
        return target.Split('.', 2) is [var prefix, var name] && prefix == service.Target
            ? (service.Find(name), JsonCodec.Read(request.Body))
            : throw new RefusedException(404, "UnknownOperationException", $"The target '{target}' is not one of '{service.Target}'.");
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId) =>
        answer.Output is { } output ? Encode(output) : service.QueryCodes.Count > 0 ? "{}"u8.ToArray() : default;

    protected override byte[] Encode(Document document) => JsonCodec.Write(document);
}

/// <summary>Smithy's RPC v2: <c>POST /service/{target}/operation/{name}</c>, all else in a CBOR document.</summary>
internal sealed class RpcCborProtocol : RpcProtocol
{
    public override string ContentType(SignedRequest request) => "application/cbor";

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var path = request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path is ["service", var target, "operation", var name] && target == service.Target
            ? (service.Find(name), CborCodec.Read(request.Body))
            : throw new RefusedException(404, "UnknownOperationException",
                $"The path '{request.RawPath}' is not one of '{service.Target}'.");
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId) =>
        Encode(answer.Output ?? []);

    protected override byte[] Encode(Document document) => CborCodec.Write(document);
}
