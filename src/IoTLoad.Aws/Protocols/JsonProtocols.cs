using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace IoTLoad.Aws.Protocols;

/// <summary>REST-JSON: the path names the resource; the body is a JSON document, one member's document, or one member's bytes.</summary>
internal sealed class RestJsonProtocol(JsonSerializerContext types, JsonNamingPolicy? names = null) : JsonProtocol(types, names)
{
    private const string ContentType = "application/json";

    public override void Write(Operation operation, AmazonWebServiceRequest input, IRequest http)
    {
        var document = DocumentOf(input);
        var members = Json.GetTypeInfo(input.GetType()).Properties.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        http.ResourcePath = operation.Path.Split("{?")[0];
        foreach (var expression in operation.Path.Split('{', '}').Where((_, index) => index % 2 == 1))
        {
            if (expression[0] != '?')
            {
                // An empty label would name another resource.
                http.AddPathResource($"{{{expression}}}", Take(expression) is { Length: > 0 } label ? label
                    : throw AwsService.ErrorOf(new ErrorResponse
                    {
                        Message = $"Request object does not have required field {expression} set",
                        Type = ErrorType.Sender,
                    }));
                continue;
            }

            foreach (var name in expression[1..].Split(','))
            {
                if (Take(name) is { } value)
                {
                    http.Parameters[name] = value;
                }
            }
        }

        foreach (var name in document.Select(member => member.Key).Where(IsHeader).ToList())
        {
            http.Headers[name] = Take(name)!;
        }

        http.UseQueryString = true;
        WriteBody(members.Contains(Body) ? document[Body] : members.All(IsHeader) ? null : document, http);

        string? Take(string name)
        {
            var value = document[name]?.ToString();
            document.Remove(name);
            members.Remove(name);
            return value;
        }
    }

    private static void WriteBody(JsonNode? body, IRequest http)
    {
        switch (body)
        {
            case JsonObject document:
                WriteJson(document, ContentType, http);
                break;
            case not null:
                // A stream of its own is read from its start at every attempt.
                http.ContentStream = new MemoryStream(Convert.FromBase64String(body.GetValue<string>()), writable: false);
                http.Headers["Content-Type"] = "application/octet-stream";
                break;
            case null when http.MayContainRequestBody():
                // Without this the runtime takes a query string for a body and names JSON 1.0 as its type.
                http.Headers["Content-Type"] = ContentType;
                break;
        }
    }
}

/// <summary>JSON 1.0 and 1.1: every operation is a POST to the one path, named by the header X-Amz-Target.</summary>
/// <param name="types">The service's types.</param>
/// <param name="names">Makes names on the wire of names of properties; null leaves them.</param>
/// <param name="version">1.0 or 1.1.</param>
/// <param name="target">Prefix of the header's value.</param>
/// <param name="onceQuery">Whether the service once spoke the query protocol, and is to name that protocol's error codes.</param>
internal sealed class JsonRpcProtocol(
    JsonSerializerContext types, JsonNamingPolicy? names, string version, string target, bool onceQuery = false)
    : JsonProtocol(types, names)
{
    public override void Write(Operation operation, AmazonWebServiceRequest input, IRequest http)
    {
        http.ResourcePath = operation.Path;
        http.Headers["X-Amz-Target"] = $"{target}.{operation.Name}";
        if (onceQuery)
        {
            http.Headers["x-amzn-query-mode"] = "true";
        }

        WriteJson(DocumentOf(input), $"application/x-amz-json-{version}", http);
    }
}

/// <summary>What REST-JSON and JSON 1.x have in common: documents, responses and errors.</summary>
internal abstract class JsonProtocol(JsonSerializerContext types, JsonNamingPolicy? names) : WireProtocol(types, names)
{
    public override ResponseUnmarshaller Reader(Operation operation) => new JsonReader(Json, operation.Response);

    protected static void WriteJson(JsonObject document, string contentType, IRequest http)
    {
        http.Content = Encoding.UTF8.GetBytes(document.ToJsonString());
        http.Headers["Content-Type"] = contentType;
    }

    private sealed class JsonReader(JsonSerializerOptions json, Type type) : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            if (type == typeof(AmazonWebServiceResponse))
            {
                return new();
            }

            var content = new MemoryStream();
            input.Stream.CopyTo(content);
            content.Position = 0;
            var info = json.GetTypeInfo(type);
            var body = info.Properties.FirstOrDefault(member => member.Name == Body);
            var document = body is null && content.Length > 0 ? JsonSerializer.Deserialize(content, info) : null;
            var response = (AmazonWebServiceResponse)(document ?? info.CreateObject!());
            body?.Set!(response, content);
            foreach (var member in info.Properties.Where(each => IsHeader(each.Name) && input.ResponseData.IsHeaderPresent(each.Name)))
            {
                member.Set!(response, input.ResponseData.GetHeaderValue(member.Name));
            }

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
    }
}
