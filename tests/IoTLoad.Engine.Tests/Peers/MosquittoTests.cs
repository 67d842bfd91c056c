using IoTLoad.Engine.Tests.Connecting;
using IoTLoad.Peers;
using MQTTnet;
using MQTTnet.Protocol;

namespace IoTLoad.Engine.Tests.Peers;

public sealed class MosquittoTests
{
    private const int Messages = 25;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_broker_s_counters_hold_what_clients_sent_and_nothing_of_their_readers()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var client = await ConnectAsync(broker);
        await client.SubscribeAsync("t", MqttQualityOfServiceLevel.AtLeastOnce, Cancellation);

        for (var round = 1; round <= 2; round++)
        {
            var received = new CountdownEvent(Messages);
            client.ApplicationMessageReceivedAsync += Count;
            for (var i = 0; i < Messages; i++)
            {
                await client.PublishStringAsync("t", "x", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
            }

            received.Wait(Cancellation);
            client.ApplicationMessageReceivedAsync -= Count;
            var counters = await broker.ReadSysAsync();

            Assert.Equal(round * Messages, counters.PublishesReceived);
            Assert.Equal(round * Messages, counters.PublishesSent);
            Assert.Equal(0, counters.PublishesDropped);
            Assert.Equal(1, counters.ClientsConnected);

            Task Count(MqttApplicationMessageReceivedEventArgs _)
            {
                received.Signal();
                return Task.CompletedTask;
            }
        }
    }

    [Fact]
    public async Task A_stopped_broker_answers_once_it_goes_on()
    {
        await using var broker = await Mosquitto.StartAsync();
        using var client = await ConnectAsync(broker);

        broker.Stop();
        var publishing = client.PublishStringAsync("t", "x", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
        Assert.NotSame(publishing, await Task.WhenAny(publishing, Task.Delay(200, Cancellation)));
        broker.Continue();

        Assert.True((await publishing).IsSuccess);
    }

    [Fact]
    public async Task A_killed_broker_comes_back_on_the_same_ports()
    {
        await using var broker = await Mosquitto.StartAsync();
        var (pid, endpoint) = (broker.Pid, broker.Plain);
        using var client = await ConnectAsync(broker);
        var lost = new TaskCompletionSource();
        client.DisconnectedAsync += _ =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };

        await broker.KillAsync();
        await lost.Task.WaitAsync(Cancellation);
        await broker.RestartAsync();

        Assert.NotEqual(pid, broker.Pid);
        Assert.Equal(endpoint, broker.Plain);
        await using var connection = new Connection(Connection.To(endpoint));
        Assert.Equal(0, await connection.HandshakeAsync());
    }

    private static async Task<IMqttClient> ConnectAsync(Mosquitto broker)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer(broker.Plain.Host, broker.Plain.Port).Build(), Cancellation);
        return client;
    }
}
