using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Util.Internal;

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
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthResolver());
    }

    /// <summary>Calls the operation that the calling method is named after.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path, with the expressions <c>{name}</c> and <c>{?name,name}</c> of RFC 6570.</param>
    /// <param name="request">Input.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <param name="caller">The method: the operation's name and Async.</param>
    private protected Task<TResponse> CallAsync<TResponse>(
        string method, string path, AmazonWebServiceRequest request, CancellationToken cancellation, [CallerMemberName] string caller = "")
        where TResponse : AmazonWebServiceResponse, new()
    {
        var operation = new Operation(_service, caller[..^"Async".Length], method, path, typeof(TResponse));
        var options = new InvokeOptions { RequestMarshaller = operation, ResponseUnmarshaller = _service.Protocol.Reader(operation) };
        return InvokeAsync<TResponse>(request, options, cancellation);
    }

    /// <summary>Calls an operation of a service that has only one path.</summary>
    private protected Task<TResponse> CallAsync<TResponse>(
        AmazonWebServiceRequest request, CancellationToken cancellation, [CallerMemberName] string caller = "")
        where TResponse : AmazonWebServiceResponse, new() => CallAsync<TResponse>("POST", "/", request, cancellation, caller);

    /// <summary>Signs every request by Signature Version 4.</summary>
    private sealed class SigV4AuthResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
            AuthSchemeOption.DEFAULT_SIGV4;
    }
}

/// <summary>The configuration of a client: what AWSSDK.Core's has (region, endpoint, retries, timeouts, proxy …).</summary>
public abstract class TypedConfig : ClientConfig
{
    private readonly AwsService _service;

    /// <summary>Makes a configuration with the service's defaults.</summary>
    private protected TypedConfig(AwsService service)
        : base(AwsService.Defaults)
    {
        _service = service;
        ServiceId = service.ServiceId;

        // A redirect would take the session token, which is no Authorization header, to another server.
        AllowAutoRedirect = false;
        AuthenticationServiceName = service.SigningName;
        EndpointProvider = service.Endpoints;
        UserAgent = InternalSDKUtils.BuildUserAgentString(service.ServiceId, typeof(TypedConfig).Assembly.GetName().Version!.ToString(3));
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => _service.Endpoints.Prefix;

    /// <inheritdoc/>
    public override string ServiceVersion => _service.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent { get; }

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        var request = new DefaultRequest(parameters.Request, ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint };
        var context = new RequestContext(false) { ClientConfig = this, OriginalRequest = parameters.Request, Request = request };
        return new ServiceEndpointResolver().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }
}
