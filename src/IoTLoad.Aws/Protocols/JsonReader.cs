using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace IoTLoad.Aws.Protocols;

/// <summary>Reads responses and errors of REST-JSON and JSON 1.x.</summary>
/// <param name="operation">The operation that they answer.</param>
/// <typeparam name="TRequest">Type of its input.</typeparam>
/// <typeparam name="TResponse">Type of its output.</typeparam>
internal sealed class JsonReader<TRequest, TResponse>(Operation<TRequest, TResponse> operation) : JsonResponseUnmarshaller
    where TRequest : AmazonWebServiceRequest, new()
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new TResponse();
        var shape = operation.Output;
        foreach (var member in shape.In(Place.Header))
        {
            if (input.ResponseData.IsHeaderPresent(member.Name))
            {
                member.FromText(input.ResponseData.GetHeaderValue(member.Name), response);
            }
        }

        ReadBody(shape, input.Stream, response);
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;

        // A service that once spoke the query protocol names its old error codes in a header.
        AwsQueryCompatibleErrorHandler.ApplyQueryErrorHeader(error, input.ResponseData);
        return AwsService.ErrorOf(error);
    }

    private static void ReadBody(Structure<TResponse> shape, Stream body, TResponse response)
    {
        var payload = shape.In(Place.Payload).FirstOrDefault();
        if (payload is null && shape.In(Place.Body).Count == 0)
        {
            return;
        }

        var content = new MemoryStream();
        body.CopyTo(content);
        content.Position = 0;
        if (payload is not null && payload.FromBytes(content, response))
        {
            return;
        }

        if (content.Length == 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(content);
        if (payload is not null)
        {
            payload.ReadJson(document.RootElement, response);
        }
        else
        {
            shape.ReadJson(document.RootElement, response);
        }
    }
}
