using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>An operation of a service, as AWSSDK.Core's pipeline calls it.</summary>
/// <param name="service">The service.</param>
/// <param name="name">Name of the operation.</param>
/// <param name="method">HTTP method.</param>
/// <param name="path">Path, with the expressions <c>{name}</c> and <c>{?name,name}</c> of RFC 6570.</param>
/// <param name="response">Type of the response.</param>
internal sealed class Operation(AwsService service, string name, string method, string path, Type response)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public AwsService Service => service;

    public string Name => name;

    public string Path => path;

    public Type Response => response;

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var http = new DefaultRequest(input, service.Name) { HttpMethod = method };
        service.Protocol.Write(this, input, http);
        return http;
    }
}

/// <summary>
/// How a service's requests and responses travel. A member that the operation's path names travels there, one whose name begins
/// with X-Amz in a header, and one with the name <see cref="Body"/> is the body: bytes as they are, a structure as the document. All
/// others are in the document.
/// </summary>
/// <param name="types">The service's types, described at build time, so that trimming keeps what is used and drops the rest.</param>
/// <param name="names">Makes names on the wire of names of properties; null leaves them.</param>
internal abstract class WireProtocol(JsonSerializerContext types, JsonNamingPolicy? names)
{
    /// <summary>Name of a member that is the body.</summary>
    public const string Body = "$body";

    /// <summary>How members become JSON, which has no literal for what is not finite: it comes as NaN, Infinity or -Infinity.</summary>
    protected JsonSerializerOptions Json { get; } = new()
    {
        TypeInfoResolver = types,
        PropertyNamingPolicy = names,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new TimeConverter() },
    };

    /// <summary>Whether a member travels in a header.</summary>
    public static bool IsHeader(string name) => name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase);

    /// <summary>An operation's input, or a part of one, as JSON, without what is not set.</summary>
    public JsonObject DocumentOf(object input) => JsonSerializer.SerializeToNode(input, Json.GetTypeInfo(input.GetType()))!.AsObject();

    public abstract void Write(Operation operation, AmazonWebServiceRequest input, IRequest http);

    public abstract ResponseUnmarshaller Reader(Operation operation);
}
