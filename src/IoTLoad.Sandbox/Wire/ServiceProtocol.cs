using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Wire;

/// <summary>How requests of a service are read and answers written. Stateless.</summary>
internal abstract class ServiceProtocol
{
    private static readonly ServiceProtocol Rest = new RestJsonProtocol();
    private static readonly ServiceProtocol Json = new JsonRpcProtocol();
    private static readonly ServiceProtocol Cbor = new RpcCborProtocol();
    private static readonly ServiceProtocol Form = new QueryProtocol();

    /// <summary>Content type of answers.</summary>
    public abstract string ContentType(SignedRequest request);

    public static ServiceProtocol Of(SignedRequest request) =>
        request.Header("smithy-protocol") == "rpc-v2-cbor" ? Cbor
        : request.Header("X-Amz-Target") is not null ? Json
        : request.Header("Content-Type") is { } type
            && type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Form
        : Rest;

    /// <summary>Whether a service speaks this protocol.</summary>
    public abstract bool IsSpokenBy(ServiceApi service);

    /// <exception cref="RefusedException">The sandbox does not know the operation.</exception>
    /// <exception cref="InvalidInputException">The input cannot be read.</exception>
    public abstract (ServiceOperation Operation, Document Input) Read(ServiceApi service, SignedRequest request);

    public abstract ReadOnlyMemory<byte> Write(ServiceApi service, ServiceOperation operation, Answer answer, string requestId);

    /// <param name="service">Service; null where it is not known.</param>
    /// <param name="error">Error, in this protocol's codes.</param>
    public abstract byte[] Write(ServiceApi? service, RefusedException error, string requestId, IHeaderDictionary headers);

    /// <summary>An error that is the same for all services, in this protocol's codes and status.</summary>
    public virtual RefusedException Translate(RefusedException error) => error;
}
