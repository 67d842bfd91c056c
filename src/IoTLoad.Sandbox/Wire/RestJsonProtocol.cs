using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Resources as paths, documents in JSON.</summary>
internal sealed class RestJsonProtocol : ServiceProtocol
{
    public override string ContentType(SignedRequest request) => "application/json";

    public override bool IsSpokenBy(ServiceApi service) => service is { Target: null, XmlNamespace: null };

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var (operation, parameters) = service.Find(request.Method, request.RawPath);
        var isJson = RequestSignature.Header(request, "Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) != false;

        // A payload that is the caller's own (Invoke, Publish) may be anything; the operation reads it from the request.
        var input = isJson && request.Body.Length > 0 && request.Body.Span[0] == '{' ? JsonCodec.Read(request.Body) : [];
        foreach (var parameter in request.RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? parameter : parameter[..equals]);
            var value = equals < 0 ? "" : Uri.UnescapeDataString(parameter[(equals + 1)..]);
            input[name] = input.TryGetValue(name, out var former) && former is string or List<object?> ? Appended(former, value) : value;
        }

        foreach (var (name, value) in parameters)
        {
            input[name] = value;
        }

        return (operation, input);
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId) =>
        answer.Raw ?? (answer.Output is { } output ? JsonCodec.Write(output) : answer.Status == 204 ? default : "{}"u8.ToArray());

    public override byte[] Write(ServiceApi? service, RefusedException error, string requestId, IDictionary<string, string> headers)
    {
        headers["x-amzn-ErrorType"] = error.Code;
        var body = new Document { ["message"] = error.Message };
        foreach (var (name, value) in error.Members)
        {
            body[name] = value;
        }

        return JsonCodec.Write(body);
    }

    public override RefusedException Translate(RefusedException error) => error;

    private static List<object?> Appended(object former, string value) => former is List<object?> list ? [.. list, value] : [former, value];
}
