using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace IoTLoad.Aws.Protocols;

/// <summary>
/// A client over AWSSDK.Core's pipeline, which does everything that is the same for every service: credentials and their
/// refresh, signing, clock skew, retries, timeouts, connection pools, logging.
/// </summary>
public abstract class TypedClient : AmazonServiceClient
{
    private readonly AwsService _service;

    /// <summary>Makes a client.</summary>
    private protected TypedClient(AwsService service, AWSCredentials? credentials, TypedConfig config)
        : base(credentials, config)
    {
        _service = service;
    }

    /// <summary>The service's name in logs and metrics.</summary>
    protected override IServiceMetadata ServiceMetadata => _service;

    /// <summary>Puts in what finds the endpoint and chooses the signature.</summary>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthResolver());
    }

    /// <summary>Calls an operation.</summary>
    private protected Task<TResponse> CallAsync<TRequest, TResponse>(
        Operation<TRequest, TResponse> operation, TRequest request, CancellationToken cancellation)
        where TRequest : AmazonWebServiceRequest, new()
        where TResponse : AmazonWebServiceResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        return InvokeAsync<TResponse>(request, operation.Options, cancellation);
    }
}
