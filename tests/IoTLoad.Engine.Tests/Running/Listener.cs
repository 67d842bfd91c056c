using System.Collections.Concurrent;
using System.Diagnostics;
using IoTLoad.Peers;
using MQTTnet;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>An independent subscriber (MQTTnet's client) that sees what goes through a broker.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    public ConcurrentQueue<(long Time, MqttApplicationMessage Message)> Messages { get; } = new();

    public static async Task<Listener> StartAsync(Mosquitto broker, string filter)
    {
        var listener = new Listener();
        listener._client.ApplicationMessageReceivedAsync += received =>
        {
            listener.Messages.Enqueue((Stopwatch.GetTimestamp(), received.ApplicationMessage));
            return Task.CompletedTask;
        };
        var cancellation = TestContext.Current.CancellationToken;
        await listener._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Plain.Port)
            .Build(), cancellation);
        await listener._client.SubscribeAsync(filter, cancellationToken: cancellation);
        return listener;
    }

    public async Task WaitForAsync(int messages)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Messages.Count < messages)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync(cancellationToken: CancellationToken.None);
        _client.Dispose();
    }
}
