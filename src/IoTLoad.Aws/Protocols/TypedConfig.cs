using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace IoTLoad.Aws.Protocols;

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
        ArgumentNullException.ThrowIfNull(parameters);
        var request = new DefaultRequest(parameters.Request, ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint };
        var context = new RequestContext(false) { ClientConfig = this, OriginalRequest = parameters.Request, Request = request };
        return new ServiceEndpointResolver().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }
}
