using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.IotCore;

/// <summary>
/// Endpoints of AWS IoT Core's message broker, and what goes with their ports (AWS IoT Core developer guide, "Device
/// communication protocols").
/// </summary>
public static partial class IotCoreEndpoint
{
    /// <summary>What stands for the account's own endpoint where an endpoint is asked for.</summary>
    public const string Keyword = "AwsIoTCore";

    private const int MqttPort = 8883;
    private const int HttpsCertificatePort = 8443;
    private const int HttpsPort = 443;

    /// <summary>Whether an endpoint is the keyword, with or without a port.</summary>
    public static bool IsKeyword(string endpoint) => endpoint.StartsWith(Keyword, StringComparison.OrdinalIgnoreCase)
        && (endpoint.Length == Keyword.Length || endpoint[Keyword.Length] == ':');

    /// <summary>The region of a host name that AWS gave; null for any other host.</summary>
    public static string? RegionOf(string host)
    {
        if (AwsHost().Match(host) is not { Success: true } match)
        {
            return null;
        }

        // AWSSDK knows the domains of every partition.
        var region = match.Groups["region"].Value.ToLowerInvariant();
        var partition = Fn.Partition(region);
        var domain = match.Groups["domain"].Value;
        return domain.Equals(partition.dnsSuffix, StringComparison.OrdinalIgnoreCase)
            || domain.Equals(partition.dualStackDnsSuffix, StringComparison.OrdinalIgnoreCase)
            ? region
            : null;
    }

    /// <summary>The region of the first endpoint of a plan that is AWS's; null if none is.</summary>
    public static string? RegionOf(LoadPlan plan) =>
        plan.Endpoints.Select(endpoint => RegionOf(endpoint.Host)).FirstOrDefault(region => region is not null);

    /// <summary>
    /// The URI of the account's endpoint for a protocol. With a client certificate, MQTT and HTTP use the ports for it; without
    /// one, requests are signed, which goes over HTTPS and WebSocket only, or a custom authorizer decides.
    /// </summary>
    /// <param name="keyword">The keyword, with a port where it is not the usual one.</param>
    /// <param name="address">What the account's endpoint is: a host, or host and port where a stand-in has one port for all.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="hasCertificate">Whether devices have a client certificate.</param>
    /// <param name="hasAuthorizer">Whether a custom authorizer decides.</param>
    /// <exception cref="LoadException">CertificateNeeded, InvalidEndpoint.</exception>
    public static Uri UriOf(string keyword, string address, LoadProtocol protocol, bool hasCertificate, bool hasAuthorizer)
    {
        if (protocol == LoadProtocol.Mqtt && !hasCertificate && !hasAuthorizer)
        {
            throw LoadException.InvalidInput(
                "CertificateNeeded", "AWS IoT Core wants a client certificate over MQTT, and none is given.",
                "Give -CertificateFile and -KeyFile (New-IoTLoadDevice makes them), or use -Protocol MqttWebSocket, "
                    + "which signs with your AWS credentials.", keyword);
        }

        var (scheme, path, usual) = protocol switch
        {
            LoadProtocol.MqttWebSocket => ("wss", "/mqtt", HttpsPort),
            LoadProtocol.Http => ("https", "", hasCertificate ? HttpsCertificatePort : HttpsPort),
            _ => ("mqtts", "", hasCertificate ? MqttPort : HttpsPort),
        };
        var host = address;
        if (address.Split(':') is [var name, var ofAddress]
            && int.TryParse(ofAddress, NumberStyles.None, CultureInfo.InvariantCulture, out var own))
        {
            (host, usual) = (name, own);
        }

        var port = keyword.Length == Keyword.Length ? usual
            : ushort.TryParse(keyword.AsSpan(Keyword.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                && given > 0 ? given
            : throw LoadException.InvalidInput(
                "InvalidEndpoint", $"The endpoint {keyword} has no port behind the colon.", $"Write {Keyword}, or {Keyword}:443.",
                keyword);
        return new Uri($"{scheme}://{host}:{port.ToString(CultureInfo.InvariantCulture)}{path}");
    }

    /// <summary>
    /// The plan with the ALPN protocol that port 443 wants for client certificates; a plan that names protocols itself, or needs
    /// none, stays as it is.
    /// </summary>
    public static LoadPlan WithAlpn(LoadPlan plan)
    {
        var name = plan.Protocol switch
        {
            LoadProtocol.Mqtt => "x-amzn-mqtt-ca",
            LoadProtocol.Http => "x-amzn-http-ca",
            _ => null,
        };
        var wanted = name is not null && HasCertificate(plan) && plan.Authorizer is null && plan.Tls.AlpnProtocols.Count == 0
            && plan.Endpoints.Count > 0
                && plan.Endpoints.All(endpoint => endpoint.Port == HttpsPort && RegionOf(endpoint.Host) is not null);
        return wanted ? plan with { Tls = plan.Tls with { AlpnProtocols = [name!] } } : plan;
    }

    /// <summary>Whether devices of a plan show a client certificate.</summary>
    internal static bool HasCertificate(LoadPlan plan) =>
        plan.Tls.CertificateFile is not null || plan.Tls.PfxFile is not null || plan.HasOwnCertificates;

    // a1b2c3-ats.iot.eu-west-1.amazonaws.com, without -ats, with -fips, and a1b2c3.ats.iot.cn-north-1.amazonaws.com.cn.
    [GeneratedRegex(
        @"^[^.]+(\.ats)?\.(iot|iot-fips)\.(?<region>[a-z]{2,}(-[a-z]+)+-\d+)\.(?<domain>.+)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AwsHost();
}
