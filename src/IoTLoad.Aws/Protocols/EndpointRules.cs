using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util;

namespace IoTLoad.Aws.Protocols;

/// <summary>What an endpoint is asked for by.</summary>
/// <param name="Partition">The partition's ID, such as <c>aws-cn</c>.</param>
/// <param name="Region">The region.</param>
/// <param name="Suffix">The partition's domain for these switches.</param>
/// <param name="Fips">Whether FIPS 140 is asked for.</param>
/// <param name="DualStack">Whether IPv6 beside IPv4 is asked for.</param>
internal sealed record EndpointQuery(string Partition, string Region, string Suffix, bool Fips, bool DualStack);

/// <summary>An endpoint that is not where the rule of regional services puts it.</summary>
/// <param name="Host">Host name.</param>
/// <param name="SigningRegion">The region in the signature, where it is not the one asked for.</param>
internal sealed record EndpointException(string Host, string? SigningRegion = null);

/// <summary>
/// Where a service is, in every partition: <c>{prefix}.{region}.{suffix}</c>, with <c>-fips</c> after the prefix and the
/// partition's other suffix for dual stack, but for exceptions. The rules are those that AWS publishes with its service models.
/// </summary>
/// <param name="prefix">Prefix of the host name.</param>
/// <param name="exception">Finds the exceptions; null where the rule holds.</param>
internal sealed class EndpointRules(string prefix, Func<EndpointQuery, EndpointException?>? exception = null) : IEndpointProvider
{
    /// <summary>The region, a string.</summary>
    public const string RegionParameter = "Region";

    /// <summary>Whether FIPS 140 is asked for.</summary>
    public const string FipsParameter = "UseFIPS";

    /// <summary>Whether IPv6 beside IPv4 is asked for.</summary>
    public const string DualStackParameter = "UseDualStack";

    /// <summary>The endpoint that the user has set, a string.</summary>
    public const string EndpointParameter = "Endpoint";

    public string Prefix => prefix;

    /// <exception cref="AmazonClientException">There is none, or the switches contradict the endpoint that is set.</exception>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var fips = parameters[FipsParameter] is true;
        var dualStack = parameters[DualStackParameter] is true;
        if (parameters[EndpointParameter] is string { Length: > 0 } custom)
        {
            return fips || dualStack
                ? throw new AmazonClientException("Invalid Configuration: FIPS and Dualstack are not supported with a custom endpoint")
                : new Endpoint(custom);
        }

        return parameters[RegionParameter] is string { Length: > 0 } region
            ? Find(region, fips, dualStack)
            : throw new AmazonClientException("Invalid Configuration: Missing Region");
    }

    private Endpoint Find(string region, bool fips, bool dualStack)
    {
        var partition = Fn.Partition(region);
        if ((fips && !partition.supportsFIPS) || (dualStack && !partition.supportsDualStack))
        {
            throw new AmazonClientException("FIPS or DualStack is enabled, but this partition does not support it");
        }

        var query = new EndpointQuery(
            partition.name, region, dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix, fips, dualStack);
        var found = exception?.Invoke(query) ?? new EndpointException($"{prefix}{(fips ? "-fips" : "")}.{region}.{query.Suffix}");
        var attributes = found.SigningRegion is { } signing
            ? $$"""{"authSchemes":[{"name":"sigv4","signingRegion":"{{signing}}"}]}"""
            : null;
        return new Endpoint($"https://{found.Host}", attributes, null);
    }
}

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
