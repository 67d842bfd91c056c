using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>How a service's requests and responses travel.</summary>
internal abstract class WireProtocol
{
    /// <summary>Resources as paths, documents in JSON.</summary>
    public static WireProtocol RestJson { get; } = new RestJsonProtocol();

    /// <summary>The operation in the header X-Amz-Target, everything else in a JSON document.</summary>
    /// <param name="version">1.0 or 1.1.</param>
    /// <param name="target">Prefix of the header's value.</param>
    /// <param name="onceQuery">Whether the service once spoke the query protocol, and is to name that protocol's error codes.</param>
    public static WireProtocol Json(string version, string target, bool onceQuery = false) =>
        new JsonRpcProtocol(version, target, onceQuery);

    /// <summary>A form in, XML out.</summary>
    public static WireProtocol Query { get; } = new QueryProtocol();

    /// <summary>Writes an operation's input into an HTTP request.</summary>
    public abstract void Write<TRequest, TResponse>(Operation<TRequest, TResponse> operation, TRequest input, IRequest http)
        where TRequest : AmazonWebServiceRequest, new()
        where TResponse : AmazonWebServiceResponse, new();

    /// <summary>What reads an operation's responses.</summary>
    public abstract ResponseUnmarshaller Reader<TRequest, TResponse>(Operation<TRequest, TResponse> operation)
        where TRequest : AmazonWebServiceRequest, new()
        where TResponse : AmazonWebServiceResponse, new();
}
