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

/// <summary>Steps of MQTTnet's client.</summary>
internal static class MqttClientExtensions
{
    /// <summary>Subscribes to filters at QoS 1.</summary>
    /// <returns>The first that the broker refused; null if it took all.</returns>
    public static async Task<MqttClientSubscribeResultItem?> SubscribeAsync(
        this IMqttClient client, IEnumerable<string> filters, CancellationToken cancellation)
    {
        var options = new MqttClientSubscribeOptions();
        options.TopicFilters.AddRange(
            filters.Select(filter => new MqttTopicFilterBuilder().WithTopic(filter).WithAtLeastOnceQoS().Build()));
        var result = await client.SubscribeAsync(options, cancellation);
        return result.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2);
    }

    /// <summary>Disconnects, for two seconds at most; a broker that is gone is no error.</summary>
    public static async Task LeaveAsync(this IMqttClient client)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), limit.Token);
        }
        catch (Exception)
        {
            // What the connection was for is done.
        }
    }
}
