using MQTTnet;

namespace IoTLoad.Aws.Control;

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
