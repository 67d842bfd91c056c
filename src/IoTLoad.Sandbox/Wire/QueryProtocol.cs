using System.Xml.Linq;
using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Wire;

/// <summary>A form in, XML out (AWS query protocol).</summary>
internal sealed class QueryProtocol : ServiceProtocol
{
    // What the protocols that came later call otherwise (IAM API reference, "Common errors").
    private static readonly Dictionary<string, (int Status, string Code)> Common = new()
    {
        ["AccessDeniedException"] = (403, "AccessDenied"),
        ["ExpiredTokenException"] = (403, "ExpiredToken"),
        ["IncompleteSignatureException"] = (400, "IncompleteSignature"),
        ["InvalidSignatureException"] = (403, "SignatureDoesNotMatch"),
        ["MissingAuthenticationTokenException"] = (403, "MissingAuthenticationToken"),
        ["ThrottlingException"] = (400, "Throttling"),
        ["UnknownOperationException"] = (400, "InvalidAction"),
        ["UnrecognizedClientException"] = (403, "InvalidClientTokenId"),
        ["ValidationException"] = (400, "ValidationError"),
    };

    public override string ContentType(SignedRequest request) => "text/xml";

    public override bool IsSpokenBy(ServiceApi service) => service.XmlNamespace is not null;

    public override (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request)
    {
        var input = FormCodec.Read(request.Body);
        return (service.Find(input.Required("Action")), input);
    }

    public override ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId)
    {
        XNamespace space = service.XmlNamespace!;
        return XmlCodec.Write(new XElement(
            space + $"{operation.Name}Response",
            answer.Output is { } output ? XmlCodec.Element(space + $"{operation.Name}Result", output) : null,
            new XElement(space + "ResponseMetadata", new XElement(space + "RequestId", requestId))));
    }

    public override byte[] Write(ServiceApi? service, RefusedException error, string requestId, IHeaderDictionary headers)
    {
        XNamespace space = service?.XmlNamespace ?? "";
        var code = service?.QueryCodes.GetValueOrDefault(error.Code, error.Code) ?? error.Code;
        return XmlCodec.Write(new XElement(
            space + "ErrorResponse",
            XmlCodec.Element(space + "Error",
                new Document { ["Type"] = error.Status < 500 ? "Sender" : "Receiver", ["Code"] = code, ["Message"] = error.Message }),
            new XElement(space + "RequestId", requestId)));
    }

    public override RefusedException Translate(RefusedException error) =>
        Common.TryGetValue(error.Code, out var known) ? new(known.Status, known.Code, error.Message) : error;
}
