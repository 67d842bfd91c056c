using System.Diagnostics;
using System.Globalization;
using IoTLoad.Bench.Measuring;
using MQTTnet;
using MQTTnet.Protocol;

namespace IoTLoad.Bench.Contenders;

/// <summary>For reference: MQTTnet's full client, as many tasks a connection as the window holds, and nothing recorded.</summary>
internal sealed class FullClient : IContender
{
    private long _acknowledged;

    public string Name => "MQTTnet client";

    public async Task<Figures> RunAsync(Uri endpoint, Process broker, Load load)
    {
        var factory = new MqttClientFactory();
        var clients = Enumerable.Range(0, load.Connections).Select(_ => factory.CreateMqttClient()).ToList();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", endpoint.Port);
        foreach (var client in clients)
        {
            await client.ConnectAsync(options.WithClientId(Guid.NewGuid().ToString("N")).Build());
        }

        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(clients.SelectMany((client, i) => Enumerable.Range(0, load.Window).Select(
            _ => Task.Run(() => PublishAsync(client, i, load, stop.Token)))));
        await Task.WhenAny(running, Task.Delay(load.Settle));
        var begin = UsageSample.Take(Interlocked.Read(ref _acknowledged), broker);
        await Task.WhenAny(running, Task.Delay(load.Measured));
        var end = UsageSample.Take(Interlocked.Read(ref _acknowledged), broker);
        await stop.CancelAsync();
        await running;
        foreach (var client in clients)
        {
            await client.DisconnectAsync();
            client.Dispose();
        }

        return Figures.Between(begin, end);
    }

    private async Task PublishAsync(IMqttClient client, int index, Load load, CancellationToken stop)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(string.Create(CultureInfo.InvariantCulture, $"loadtest/20260101-000000-full/{index}"))
            .WithPayload(new byte[load.PayloadSize])
            .WithQualityOfServiceLevel((MqttQualityOfServiceLevel)load.QoS)
            .Build();
        while (!stop.IsCancellationRequested)
        {
            await client.PublishAsync(message, CancellationToken.None);
            Interlocked.Increment(ref _acknowledged);
        }
    }
}
