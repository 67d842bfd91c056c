using IoTLoad.Engine.Authentication;
using MQTTnet;
using MQTTnet.Formatter;

namespace IoTLoad.Aws.Control;

/// <summary>How a client connects to the control broker.</summary>
internal static class ControlOptions
{
    /// <summary>What MQTTnet connects by. A URL is signed again each time, for it is valid only for a while.</summary>
    public static async Task<MqttClientOptions> ForAsync(
        ControlEndpoint endpoint, string clientId, TimeSpan timeout, IWebSocketSigner? signer, ControlTls tls,
        CancellationToken cancellation)
    {
        var uri = endpoint.Endpoint;
        var builder = new MqttClientOptionsBuilder()
            .WithClientId(clientId)
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithCleanSession()
            .WithTimeout(timeout)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30));
        if (uri.Scheme is "ws" or "wss")
        {
            var request = signer is null ? new WebSocketRequest(uri, []) : await signer.SignAsync(uri, 0, cancellation);

            // The signature covers the host and the query; the endpoint says whether there is TLS.
            var target = new UriBuilder(request.Uri) { Scheme = uri.Scheme, Port = uri.Port }.Uri;
            builder.WithWebSocketServer(options => options.WithUri(target.AbsoluteUri));
        }
        else
        {
            builder.WithTcpServer(uri.Host, uri.Port > 0 ? uri.Port : uri.Scheme == "mqtts" ? 8883 : 1883);
        }

        if (uri.Scheme is "mqtts" or "wss")
        {
            builder.WithTlsOptions(options => tls.Apply(options, uri.Host, uri.Scheme == "mqtts"));
        }

        if (endpoint.Username is { } username)
        {
            builder.WithCredentials(username, endpoint.Password ?? "");
        }

        return builder.Build();
    }
}
