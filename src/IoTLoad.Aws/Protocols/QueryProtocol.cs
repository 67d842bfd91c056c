using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>The query protocol: a form with Action and Version in, XML out.</summary>
internal sealed class QueryProtocol : WireProtocol
{
    public override void Write<TRequest, TResponse>(Operation<TRequest, TResponse> operation, TRequest input, IRequest http)
    {
        http.ResourcePath = operation.Path;
        http.Parameters["Action"] = operation.Name;
        http.Parameters["Version"] = operation.Service.ApiVersion;
        operation.Input.WriteForm(http.Parameters, "", input);
    }

    public override ResponseUnmarshaller Reader<TRequest, TResponse>(Operation<TRequest, TResponse> operation) =>
        new QueryReader<TRequest, TResponse>(operation);
}
