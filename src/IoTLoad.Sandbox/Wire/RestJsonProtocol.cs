using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Resources as paths, documents in JSON.</summary>
internal sealed class RestJsonProtocol : ServiceProtocol
{
    public override string ContentType(SignedRequest request) => "application/json";

    public override bool IsSpokenBy(ServiceApi service) => service is { Target: null, XmlNamespace: null };

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var (operation, parameters) = service.Find(request.Method, request.RawPath);
        var isJson = request.Header("Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) != false;

        // A payload that is the caller's own (Invoke, Publish) may be anything; the operation reads it from the request.
        var input = isJson && request.Body.Length > 0 && request.Body.Span[0] == '{' ? JsonCodec.Read(request.Body) : [];
        foreach (var (name, value) in SignedRequest.Parameters(request.RawQuery))
        {
            input[name] = input.GetValueOrDefault(name) switch
            {
                string former => new List<object?> { former, value },
                List<object?> former => (List<object?>)[.. former, value],
                _ => value,
            };
        }

        foreach (var (name, value) in parameters)
        {
            input[name] = value;
        }

        return (operation, input);
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId) =>
        answer.Raw ?? (answer.Output is { } output ? JsonCodec.Write(output) : answer.Status == 204 ? default : "{}"u8.ToArray());

    public override byte[] Write(ServiceApi? service, RefusedException error, string requestId, IHeaderDictionary headers)
    {
        headers["x-amzn-ErrorType"] = error.Code;
        return JsonCodec.Write(Document.Of(error.Members.Prepend(new("message", error.Message))));
    }
}
