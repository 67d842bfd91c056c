using Amazon;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace IoTLoad.Aws.Protocols;

/// <summary>Asks the configuration's endpoint provider where to send a request.</summary>
internal sealed class ServiceEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(Amazon.Runtime.IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        var region = requestContext.Request.AlternateEndpoint ?? config.RegionEndpoint;
        return new EndpointParameters
        {
            [EndpointRules.RegionParameter] = region?.SystemName ?? FromUrl(config.AuthenticationRegion, config.ServiceURL),
            [EndpointRules.FipsParameter] = config.UseFIPSEndpoint,
            [EndpointRules.DualStackParameter] = config.UseDualstackEndpoint,
            [EndpointRules.EndpointParameter] = config.ServiceURL,
        };
    }

    private static string? FromUrl(string? authenticationRegion, string? url)
    {
        if (!string.IsNullOrEmpty(authenticationRegion))
        {
            return authenticationRegion;
        }

        return string.IsNullOrEmpty(url) ? null : RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(url)).SystemName;
    }
}
