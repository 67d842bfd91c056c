using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting;

/// <summary>From the endpoints of a plan to addresses, once, before anything starts.</summary>
internal static class EndpointResolver
{
    private const string MqttForms = "mqtt://host[:1883] or tcp://, and mqtts://host[:8883] or ssl:// for TLS";
    private const string HttpForms = "https://host[:443][/path], or http:// for a target without TLS";
    private const string WebSocketForms = "ws://host[:80][/mqtt], and wss://host[:443][/mqtt] for TLS";

    /// <summary>Checks every endpoint of a plan and resolves its host.</summary>
    /// <exception cref="LoadException">InvalidEndpoint, EndpointMissing, UnknownHost, TlsNotUsed.</exception>
    public static IReadOnlyList<EndpointAddress> Resolve(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Endpoints.Count == 0 && (plan.Protocol != LoadProtocol.Mqtt || FirstTlsSetting(plan) is not null))
        {
            var needs = FirstTlsSetting(plan) ?? $"Protocol {plan.Protocol}";
            throw LoadException.InvalidInput(
                "EndpointMissing",
                $"{needs} needs an endpoint; the embedded broker, which is started without one, speaks plain MQTT.",
                $"Give an {PlanField.Endpoints}, or leave out what the embedded broker does not have.",
                plan.Protocol);
        }

        var endpoints = plan.Endpoints.Select(uri => Parse(uri, plan.Protocol)).ToList();
        if (endpoints.Count > 0 && endpoints.TrueForAll(endpoint => !endpoint.UsesTls) && FirstTlsSetting(plan) is { } setting)
        {
            throw LoadException.InvalidInput(
                "TlsNotUsed", $"{setting} is given, but no endpoint uses TLS ({endpoints[0]}).",
                $"Use {TlsSchemeOf(plan.Protocol)}:// and the port of the TLS listener, or leave {setting} out.",
                plan.Endpoints[0]);
        }

        // Devices spread over a cluster may name the same host many times; it is looked up once.
        var known = new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        return endpoints.ConvertAll(endpoint =>
        {
            if (known.TryGetValue(endpoint.Host, out var addresses))
            {
                return endpoint with { Addresses = addresses };
            }

            var start = Stopwatch.GetTimestamp();
            known[endpoint.Host] = addresses = LookUp(endpoint.Host);
            return endpoint with
            {
                Addresses = addresses,
                Lookup = IPAddress.TryParse(endpoint.Host, out _) ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start),
            };
        });
    }

    /// <summary>Checks one endpoint against the protocol; resolves nothing.</summary>
    /// <exception cref="LoadException">InvalidEndpoint.</exception>
    public static EndpointAddress Parse(Uri uri, LoadProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
        {
            throw Invalid("It has no scheme.", protocol, uri);
        }

        // Checked before anything else, so that no message below can repeat a password.
        if (uri.UserInfo.Length > 0)
        {
            throw Invalid(
                "It carries a user name or password, which would show wherever the plan is shown.", protocol, $"{uri.Scheme}://{uri.Host}",
                $"Give them as {PlanField.Username} and {PlanField.Password}.");
        }

        var (scheme, tls, defaultPort) = uri.Scheme switch
        {
            "mqtt" or "tcp" => (LoadProtocol.Mqtt, false, 1883),
            "mqtts" or "ssl" => (LoadProtocol.Mqtt, true, 8883),
            "ws" => (LoadProtocol.MqttWebSocket, false, 80),
            "wss" => (LoadProtocol.MqttWebSocket, true, 443),
            "http" => (LoadProtocol.Http, false, 80),
            "https" => (LoadProtocol.Http, true, 443),
            _ => throw Invalid($"The scheme {uri.Scheme} is not known.", protocol, uri),
        };
        if (scheme != protocol)
        {
            throw Invalid($"The scheme {uri.Scheme} does not belong to the protocol {protocol}.", protocol, uri);
        }

        if (uri.IdnHost.Length == 0)
        {
            throw Invalid("It has no host.", protocol, uri);
        }

        if (uri.Fragment.Length > 0
            || (protocol == LoadProtocol.Mqtt && uri.AbsolutePath.Length > 1)
            || (protocol != LoadProtocol.MqttWebSocket && uri.Query.Length > 0))
        {
            throw Invalid("It has parts that the protocol has no use for (path, query or fragment).", protocol, uri);
        }

        if (uri.Port == 0)
        {
            throw Invalid("Its port is 0.", protocol, uri);
        }

        var port = uri.Port > 0 ? uri.Port : defaultPort;
        var target = protocol switch
        {
            LoadProtocol.Mqtt => null,
            LoadProtocol.MqttWebSocket => WithPath(uri),
            _ => uri,
        };
        return new EndpointAddress(uri.IdnHost, port, tls, target, []);
    }

    private static string TlsSchemeOf(LoadProtocol protocol) => protocol switch
    {
        LoadProtocol.Mqtt => "mqtts",
        LoadProtocol.MqttWebSocket => "wss",
        _ => "https",
    };

    private static string FormsOf(LoadProtocol protocol) => protocol switch
    {
        LoadProtocol.Mqtt => MqttForms,
        LoadProtocol.MqttWebSocket => WebSocketForms,
        _ => HttpForms,
    };

    /// <summary>The usual path where none is written; <c>ws://host/</c> has one, the root.</summary>
    private static Uri WithPath(Uri uri)
    {
        var rest = uri.OriginalString.AsSpan(uri.OriginalString.IndexOf("://", StringComparison.Ordinal) + 3);
        return rest.IndexOfAny('/', '?') is >= 0 and var end && rest[end] == '/' ? uri : new UriBuilder(uri) { Path = "/mqtt" }.Uri;
    }

    private static IPAddress[] LookUp(string host)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        Exception? fault = null;
        try
        {
            var addresses = Dns.GetHostAddresses(host);
            if (addresses.Length > 0)
            {
                return addresses;
            }
        }
        catch (SocketException exception)
        {
            fault = exception;
        }
        catch (ArgumentException exception)
        {
            fault = exception;
        }

        var because = fault is SocketException { SocketErrorCode: SocketError.TryAgain } ? " (the name server did not answer)" : "";
        throw LoadException.NotFound(
            "UnknownHost", $"The host {host} cannot be resolved{because}.",
            "Check the spelling of the endpoint and this machine's DNS, or give an IP address.",
            host,
            fault);
    }

    private static string? FirstTlsSetting(LoadPlan plan) => plan.Tls switch
    {
        { CaFile: not null } => PlanField.CaFile,
        { CertificateFile: not null } => PlanField.CertificateFile,
        { KeyFile: not null } => PlanField.KeyFile,
        { PfxFile: not null } => PlanField.PfxFile,
        { ServerName: not null } => PlanField.ServerName,
        { AlpnProtocols.Count: > 0 } => PlanField.AlpnProtocols,
        { SkipCertificateCheck: true } => PlanField.SkipCertificateCheck,
        _ => plan.HasOwnCertificates ? PlanField.Inventory : null,
    };

    private static LoadException Invalid(string why, LoadProtocol protocol, object target, string? action = null) =>
        LoadException.InvalidInput(
        "InvalidEndpoint",
        $"The endpoint {target} cannot be used. {why}",
        action ?? $"For {protocol}, write {FormsOf(protocol)}.",
        target);
}
