using System.Text.RegularExpressions;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Endpoints as people write them: a URI, or a host with or without a port.</summary>
internal static partial class EndpointParameter
{
    private const int MqttTlsPort = 8883;
    private const int HttpsPort = 443;

    /// <summary>Makes a URI; where there is no scheme, it follows from the protocol, and from whether TLS is spoken of.</summary>
    /// <param name="text">The endpoint.</param>
    /// <param name="protocol">The protocol; null where the endpoint's scheme decides.</param>
    /// <param name="tls">Whether any TLS setting was given.</param>
    /// <exception cref="LoadException">InvalidEndpoint.</exception>
    public static Uri Parse(string text, LoadProtocol? protocol, bool tls)
    {
        if (LooseScheme().Match(text) is { Success: true } loose)
        {
            throw Invalid(text, $"has no // behind {loose.Groups["scheme"].Value}:",
                $"Write it as {loose.Groups["scheme"].Value}://{loose.Groups["rest"].Value}.");
        }

        if (LooksLikeKeyword(text))
        {
            throw Invalid(text, "is not a host", $"Did you mean {IotCoreEndpoint.Keyword}, the account's own endpoint? Otherwise give its "
                + $"scheme, such as mqtt://{text}.");
        }

        var complete = text.Contains("://", StringComparison.Ordinal)
            ? text : $"{SchemeOf(text, protocol ?? LoadProtocol.Mqtt, tls)}://{text}";
        return Uri.TryCreate(complete, UriKind.Absolute, out var uri) ? uri : throw Invalid(
            text, "is not a URI",
            "Write -Endpoint as mqtt://host:1883, mqtts://host:8883, ws://host/mqtt, wss://host/mqtt or https://host.");
    }

    public static LoadProtocol ProtocolOf(Uri endpoint) => endpoint.Scheme switch
    {
        "ws" or "wss" => LoadProtocol.MqttWebSocket,
        "http" or "https" => LoadProtocol.Http,
        _ => LoadProtocol.Mqtt,
    };

    /// <summary>Whether it may be the account's own endpoint, misspelled: AwsIot, IotCore, Aws-IoT-Core.</summary>
    private static bool LooksLikeKeyword(string text)
    {
        var letters = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return letters.Length >= 5 && !text.Contains('.', StringComparison.Ordinal)
            && (IotCoreEndpoint.Keyword.StartsWith(letters, StringComparison.OrdinalIgnoreCase)
                || IotCoreEndpoint.Keyword.EndsWith(letters, StringComparison.OrdinalIgnoreCase))
            && !IotCoreEndpoint.IsKeyword(text);
    }

    private static LoadException Invalid(string text, string what, string action) =>
        LoadException.InvalidInput("InvalidEndpoint", $"The endpoint {text} {what}.", action, text);

    // A scheme with a colon and no slashes, unless it is a host of that name with a port.
    [GeneratedRegex(@"\A(?<scheme>mqtts?|wss?|https?|tcp|ssl):(?!//)/?(?<rest>(?!\d+(/|\z)).+)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooseScheme();

    private static string SchemeOf(string text, LoadProtocol protocol, bool tls)
    {
        var colon = text.LastIndexOf(':');
        var port = colon > text.LastIndexOf(']') && int.TryParse(text[(colon + 1)..].Split('/')[0], out var given) ? given : 0;
        return protocol switch
        {
            LoadProtocol.Http => "https",
            LoadProtocol.MqttWebSocket => tls || port == HttpsPort ? "wss" : "ws",
            _ => tls || port is MqttTlsPort or HttpsPort ? "mqtts" : "mqtt",
        };
    }
}
