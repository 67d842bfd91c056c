using System.Text.Json.Serialization;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Control;

/// <summary>The broker over which shards report and are stopped: the one under test, or another that keeps this traffic off it.</summary>
public sealed record ControlEndpoint
{
    /// <summary>The broker (<c>mqtt</c>, <c>mqtts</c>, <c>ws</c>, <c>wss</c>).</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How to show who one is.</summary>
    public ControlAuthentication Authentication { get; init; }

    /// <summary>User name; null where there is none.</summary>
    public string? Username { get; init; }

    /// <summary>Password; never serialised.</summary>
    [JsonIgnore]
    public string? Password { get; init; }

    /// <summary>TLS, for <c>mqtts</c> and <c>wss</c>. Files are of the machine that connects.</summary>
    public TlsPlan Tls { get; init; } = new();

    /// <summary>Region to sign for; null finds it as the AWS CLI does.</summary>
    public string? Region { get; init; }

    /// <summary>The record's kind, and no members: text ends up in logs, and one of them is a secret.</summary>
    public override string ToString() => nameof(ControlEndpoint);

    /// <summary>
    /// The broker under test as the control broker. At AWS IoT Core, the control channel signs with the role of whoever opens it, even
    /// if devices have certificates, whose policies allow no such topics. Elsewhere, it is let in as devices are.
    /// </summary>
    /// <param name="plan">The plan; over HTTP, control is MQTT over WebSocket at the same host.</param>
    /// <param name="standIn">Whether the host is a stand-in's for AWS IoT Core, with one port for all protocols.</param>
    public static ControlEndpoint Of(LoadPlan plan, bool standIn = false)
    {
        var endpoint = plan.Endpoints[0];
        var hasCertificate = plan.Tls.CertificateFile is not null || plan.Tls.PfxFile is not null;
        var aws = IotCore.IotCoreEndpoint.RegionOf(endpoint.Host) is not null;
        if ((hasCertificate || plan.HasOwnCertificates) && (aws || standIn))
        {
            return new ControlEndpoint
            {
                Endpoint = new UriBuilder("wss", endpoint.Host, aws ? 443 : endpoint.Port, "/mqtt").Uri,
                Authentication = ControlAuthentication.SigV4,
                Tls = plan.Tls with { CertificateFile = null, KeyFile = null, KeyPassword = null, PfxFile = null, AlpnProtocols = [] },
            };
        }

        if (plan.Protocol == LoadProtocol.Http)
        {
            endpoint = new UriBuilder(endpoint) { Scheme = endpoint.Scheme == "https" ? "wss" : "ws", Path = "/mqtt" }.Uri;
        }

        return new ControlEndpoint
        {
            Endpoint = endpoint,
            Authentication = hasCertificate ? ControlAuthentication.Certificate
                : plan.Session.Username is not null ? ControlAuthentication.Password
                : plan.Protocol == LoadProtocol.Mqtt ? ControlAuthentication.None
                : ControlAuthentication.SigV4,
            Username = plan.Session.Username,
            Password = plan.Session.Password,
            Tls = plan.Tls,
        };
    }
}

/// <summary>How the two ends of a run's control channel show who they are.</summary>
public enum ControlAuthentication
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the presigned URL of MQTT over WebSocket, with the AWS credentials of the moment: in a function, its role's.</summary>
    SigV4,

    /// <summary>By a client certificate.</summary>
    Certificate,

    /// <summary>By user name and password.</summary>
    Password,
}
