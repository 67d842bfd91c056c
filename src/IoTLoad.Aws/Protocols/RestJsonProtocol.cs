using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>REST-JSON: the path names the resource; the body is a JSON document, one member's document, or one member's bytes.</summary>
internal sealed class RestJsonProtocol : WireProtocol
{
    private const string ContentType = "application/json";

    public override void Write<TRequest, TResponse>(Operation<TRequest, TResponse> operation, TRequest input, IRequest http)
    {
        http.ResourcePath = operation.Path;
        foreach (var member in operation.Input.In(Place.Path))
        {
            // An empty label would name another resource.
            var label = member.IsSet(input) ? member.ToText(input) : "";
            http.AddPathResource($"{{{member.Name}}}", label.Length > 0 ? label : throw AwsService.ErrorOf(new ErrorResponse
            {
                Message = $"Request object does not have required field {member.Name} set",
                Type = ErrorType.Sender,
            }));
        }

        foreach (var member in operation.Input.In(Place.Query))
        {
            if (member.IsSet(input))
            {
                http.Parameters[member.Name] = member.ToText(input);
            }
        }

        foreach (var member in operation.Input.In(Place.Header))
        {
            if (member.IsSet(input))
            {
                http.Headers[member.Name] = member.ToText(input);
            }
        }

        http.UseQueryString = true;
        WriteBody(operation.Input, input, http);
    }

    public override ResponseUnmarshaller Reader<TRequest, TResponse>(Operation<TRequest, TResponse> operation) =>
        new JsonReader<TRequest, TResponse>(operation);

    private static void WriteBody<T>(Structure<T> shape, T input, IRequest http)
        where T : class, new()
    {
        var payload = shape.In(Place.Payload).FirstOrDefault();
        if (payload is not null && payload.IsSet(input) && payload.ToBytes(input) is { } bytes)
        {
            // The caller's stream stays the caller's: not closed, and read from its start at every attempt.
            http.ContentStream = new MemoryStream(bytes.ToArray(), writable: false);
            http.Headers["Content-Type"] = "application/octet-stream";
        }
        else if (payload is not null && payload.IsSet(input))
        {
            JsonBody.Write(http, ContentType, json => payload.WriteJson(json, input));
        }
        else if (payload is null && shape.In(Place.Body).Count > 0)
        {
            JsonBody.Write(http, ContentType, json => shape.WriteJson(json, input));
        }
        else if (http.MayContainRequestBody())
        {
            // Without this the runtime takes a query string for a body and names JSON 1.0 as its type.
            http.Headers["Content-Type"] = ContentType;
        }
    }
}
