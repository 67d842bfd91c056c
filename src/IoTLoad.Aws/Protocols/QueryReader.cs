using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>Reads responses and errors of the query protocol.</summary>
/// <param name="operation">The operation that they answer.</param>
/// <typeparam name="TRequest">Type of its input.</typeparam>
/// <typeparam name="TResponse">Type of its output.</typeparam>
internal sealed class QueryReader<TRequest, TResponse>(Operation<TRequest, TResponse> operation) : XmlResponseUnmarshaller
    where TRequest : AmazonWebServiceRequest, new()
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        // XmlReader's defaults refuse DTDs; those of XDocument.Load(Stream) do not.
        using var xml = XmlReader.Create(input.Stream);
        var root = XDocument.Load(xml).Root!;
        var result = Child(root, $"{operation.Name}Result");
        var response = result is null ? new TResponse() : operation.Output.ReadXml(result);
        response.ResponseMetadata = new ResponseMetadata
        {
            RequestId = Child(Child(root, "ResponseMetadata"), "RequestId")?.Value,
        };
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return AwsService.ErrorOf(error);
    }

    private static XElement? Child(XElement? parent, string name) =>
        parent?.Elements().FirstOrDefault(child => child.Name.LocalName == name);
}
