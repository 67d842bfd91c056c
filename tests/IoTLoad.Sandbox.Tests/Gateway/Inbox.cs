using System.Buffers;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>What a client receives, to be waited for.</summary>
internal sealed class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<MqttApplicationMessage> _messages = Channel.CreateUnbounded<MqttApplicationMessage>();
    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _disconnected =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Inbox(IMqttClient client)
    {
        client.ApplicationMessageReceivedAsync += received =>
        {
            _messages.Writer.TryWrite(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += disconnected =>
        {
            _disconnected.TrySetResult(disconnected);
            return Task.CompletedTask;
        };
    }

    public bool IsEmpty => !_messages.Reader.TryPeek(out _);

    public static string Text(MqttApplicationMessage message) => Encoding.UTF8.GetString(message.Payload.ToArray());

    public async Task<MqttApplicationMessage> NextAsync() =>
        await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async Task<string> NextTextAsync() => Text(await NextAsync());

    /// <summary>Why the gateway ended the connection.</summary>
    public async Task<MqttClientDisconnectReason> DisconnectedAsync() =>
        (await _disconnected.Task.WaitAsync(Patience, TestContext.Current.CancellationToken)).Reason;

    /// <summary>Subscribes a client, and receives for it.</summary>
    public static async Task<Inbox> OfAsync(IMqttClient client, string filter,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce)
    {
        var inbox = new Inbox(client);
        await client.SubscribeAsync(filter, qos, TestContext.Current.CancellationToken);
        return inbox;
    }
}
