using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>JSON 1.0 and 1.1: every operation is a POST to the one path, named by the header X-Amz-Target.</summary>
/// <param name="version">1.0 or 1.1.</param>
/// <param name="target">Prefix of the header's value.</param>
/// <param name="onceQuery">Whether the service once spoke the query protocol, and is to name that protocol's error codes.</param>
internal sealed class JsonRpcProtocol(string version, string target, bool onceQuery) : WireProtocol
{
    public override void Write<TRequest, TResponse>(Operation<TRequest, TResponse> operation, TRequest input, IRequest http)
    {
        http.ResourcePath = operation.Path;
        http.Headers["X-Amz-Target"] = $"{target}.{operation.Name}";
        if (onceQuery)
        {
            http.Headers["x-amzn-query-mode"] = "true";
        }

        JsonBody.Write(http, $"application/x-amz-json-{version}", json => operation.Input.WriteJson(json, input));
    }

    public override ResponseUnmarshaller Reader<TRequest, TResponse>(Operation<TRequest, TResponse> operation) =>
        new JsonReader<TRequest, TResponse>(operation);
}
