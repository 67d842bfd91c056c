using System.Globalization;
using System.Text;
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

/// <summary>Documents as XML of the query protocol: lists have <c>member</c> elements, times are ISO 8601.</summary>
internal static class XmlCodec
{
    public static byte[] Write(XElement root) => Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));

    public static XElement Element(XName name, object value) => value switch
    {
        Document document => new XElement(name, document.Present
            .Select(member => Element(name.Namespace + member.Key, member.Value!))),
        System.Collections.IEnumerable list when value is not string and not byte[] =>
            new XElement(name, list.Cast<object>().Select(item => Element(name.Namespace + "member", item))),
        _ => new XElement(name, Text(value)),
    };

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] bytes => Convert.ToBase64String(bytes),
        DateTimeOffset time => time.UtcDateTime.ToString(
            time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A {value.GetType()} has no form in XML."),
    };
}
