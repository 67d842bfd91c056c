using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>The operation in the header X-Amz-Target, all else in a JSON document (AWS JSON 1.0 and 1.1).</summary>
internal sealed class JsonRpcProtocol : ServiceProtocol
{
    public override string ContentType(SignedRequest request) =>
        RequestSignature.Header(request, "Content-Type") is { } type && type.Contains("json-1.0", StringComparison.Ordinal)
            ? "application/x-amz-json-1.0"
            : "application/x-amz-json-1.1";

    public override bool IsSpokenBy(ServiceApi service) => service.Target is not null;

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var target = RequestSignature.Header(request, "X-Amz-Target")!;
        var dot = target.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0 && target[..dot] == service.Target
            ? (service.Find(target[(dot + 1)..]), JsonCodec.Read(request.Body))
            : throw new RefusedException(404, "UnknownOperationException", $"The target '{target}' is not one of '{service.Target}'.");
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId) =>
        answer.Output is { } output ? JsonCodec.Write(output) : service.QueryCodes.Count > 0 ? "{}"u8.ToArray() : default;

    public override byte[] Write(ServiceApi? service, RefusedException error, string requestId, IDictionary<string, string> headers)
    {
        if (service is { QueryCodes.Count: > 0 })
        {
            headers["x-amzn-query-error"] = $"{service.QueryCodes.GetValueOrDefault(error.Code, error.Code)};Sender";
        }

        return JsonCodec.Write(new Document { ["__type"] = error.Code, ["message"] = error.Message });
    }

    public override RefusedException Translate(RefusedException error) => new(400, error.Code, error.Message);
}
