using IoTLoad.Peers;

[assembly: AssemblyFixture(typeof(IoTLoad.Engine.Tests.Connecting.MosquittoFixture))]

namespace IoTLoad.Engine.Tests.Connecting;

/// <summary>One broker for all tests that change nothing about it, started by the first that asks.</summary>
public sealed class MosquittoFixture : IAsyncDisposable
{
    private readonly Lazy<Task<Mosquitto>> _broker = new(() => Mosquitto.StartAsync());

    public Task<Mosquitto> BrokerAsync() => _broker.Value;

    public async ValueTask DisposeAsync()
    {
        if (_broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _broker.Value).DisposeAsync();
        }
    }
}
