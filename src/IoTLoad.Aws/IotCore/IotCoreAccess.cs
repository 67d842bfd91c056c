using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Signing;
using IoTLoad.Engine;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.IotCore;

/// <summary>What signs a test's requests to AWS IoT Core.</summary>
public static class IotCoreAccess
{
    /// <summary>
    /// What signs the requests of a plan: those over HTTP and MQTT over WebSocket, where no client certificate, custom authorizer
    /// or login says already who a device is.
    /// </summary>
    /// <param name="plan">The plan, with its endpoints.</param>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="always">Whether to sign for hosts that are not AWS's, such as a stand-in's or a domain of one's own.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <returns>Null where nothing is signed. Credentials refresh themselves for as long as their source lets them.</returns>
    /// <exception cref="LoadException">No credentials, no region, or an endpoint of another region.</exception>
    public static async Task<LoadAuthentication?> AuthenticateAsync(LoadPlan plan, AwsConnection connection, bool always,
        CancellationToken cancellation)
    {
        var ofHosts = RegionOf(plan, connection);
        var wanted = plan.Endpoints.Count > 0 && plan.Authorizer is null && (always || ofHosts is not null) && plan.Protocol switch
        {
            LoadProtocol.Http => !IotCoreEndpoint.HasCertificate(plan),
            LoadProtocol.MqttWebSocket => plan.Session.Username is null,
            _ => false,
        };
        if (!wanted)
        {
            return null;
        }

        var region = ofHosts ?? connection.ResolveRegion().SystemName;
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        var clock = await AwsClock.AskAsync(plan.Endpoints[0], plan.Tls, cancellation);
        return new LoadAuthentication
        {
            Http = new IotDataSigner(credentials, region, clock),
            WebSocket = new MqttWebSocketSigner(credentials, region, clock),
            Warning = clock.Warning,
        };
    }

    // A region that was asked for and is not the endpoint's would only make IoT Core refuse every signature.
    private static string? RegionOf(LoadPlan plan, AwsConnection connection)
    {
        var regions = plan.Endpoints.Select(endpoint => IotCoreEndpoint.RegionOf(endpoint.Host)).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToList();
        if (regions.Count > 1)
        {
            throw LoadException.InvalidInput(
                "EndpointsOfSeveralRegions", $"The endpoints are of several regions: {string.Join(", ", regions)}.",
                "Run a test for each region.", string.Join(", ", plan.Endpoints));
        }

        return regions.Count == 0 || connection.Region is null || connection.Region.Trim() == regions[0]
            ? regions.FirstOrDefault() : throw LoadException.InvalidInput(
            "AwsWrongRegion", $"The endpoint {plan.Endpoints[0].Host} is of region {regions[0]}, not {connection.Region}.",
            $"Write -Region {regions[0]}, or leave -Region out; or use -Endpoint {IotCoreEndpoint.Keyword} for the endpoint in "
                + $"{connection.Region}.", plan.Endpoints[0].Host);
    }
}
