using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>One InfluxDB for the tests of a class, and databases of their own.</summary>
public sealed class InfluxDbFixture : IAsyncLifetime
{
    private Influxd? _server;

    /// <summary>The server.</summary>
    public Influxd Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await Influxd.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A session whose variable <c>$influx</c> splats onto cmdlets the server and a new database.</summary>
    internal async Task<(ModuleSession Session, string Database)> OpenAsync(Uri? url = null)
    {
        var database = await Server.CreateDatabaseAsync();
        var session = new ModuleSession();
        session.Run("$influx = @{ InfluxUrl = $url; InfluxDatabase = $database }", ("url", (url ?? Server.Url).OriginalString),
            ("database", database));
        return (session, database);
    }
}
