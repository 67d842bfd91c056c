using IoTLoad.Peers;
using IoTLoad.Storage.InfluxDb;

[assembly: AssemblyFixture(typeof(IoTLoad.Storage.Tests.InfluxDb.InfluxdFixture))]

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>One server for all tests that change nothing about it, started by the first that asks.</summary>
public sealed class InfluxdFixture : IAsyncDisposable
{
    private readonly Lazy<Task<Influxd>> _server = new(() => Influxd.StartAsync());

    public Task<Influxd> ServerAsync() => _server.Value;

    /// <summary>A database of its own, and the connection to it.</summary>
    public async Task<(Influxd Server, InfluxDbConnection Connection)> ConnectAsync()
    {
        var server = await ServerAsync();
        return (server, To(server.Url, await server.CreateDatabaseAsync()));
    }

    public static InfluxDbConnection To(Uri url, string database) =>
        new() { Url = url, Database = database, Timeout = TimeSpan.FromSeconds(20) };

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
