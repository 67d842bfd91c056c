using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Identities, storms and MQTT 5's properties by parameters.</summary>
public sealed class FleetTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly PrivateFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_inventory_says_who_and_how_many_the_devices_are()
    {
        var file = _folder.Write("fleet.csv", "clientId,group\na,x\nb,y\nc,x\n");

        var all = _session.One("Start-IoTLoadTest -Rate 30 -Duration 1s -Inventory $file", ("file", file));
        var group = _session.One("Start-IoTLoadTest -Rate 30 -Duration 1s -Inventory $file -InventoryGroup x", ("file", file));
        var again = _session.One("$group | Start-IoTLoadTest", ("group", group));

        Assert.Equal((3, 2, 2), (all.Count("Devices"), group.Count("Devices"), again.Count("Devices")));
        Assert.Equal(30, again.Count("Counters.Received"));
    }

    [Theory]
    [InlineData("-InventoryGroup x", "GroupNeedsInventory")]
    [InlineData("-Inventory nothing.csv", "InventoryFileNotFound")]
    [InlineData("-Storm 5m", "InvalidStorm")]
    [InlineData("-Storm '5m:40%'", "InvalidStorm")]
    [InlineData("-Storm @{ At = '1s'; Nonsense = 1 }", "InvalidStorm")]
    [InlineData("-Storm @{ At = '1s'; Drop = 'Nonsense' }", "InvalidStorm")]
    [InlineData("-ContentType text/plain", "SettingNeedsMqtt5")]
    [InlineData("-WillDelay 5s", "WillNeedsTopic")]
    public void What_cannot_be_is_refused_before_anything_starts(string parameters, string errorId)
    {
        Assert.Empty(_session.Run($"Start-IoTLoadTest -Duration 5s {parameters}"));
        Assert.StartsWith($"{errorId},", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_is_on_the_result()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });

        var result = _session.One(
            "Start-IoTLoadTest $endpoint -Clients 20 -Rate 50 -Duration 4s -WillTopic 'w/{{clientId}}' -ReconnectMinDelay 100ms "
                + "-Storm '1s:25%', @{ At = '2s'; Share = 0.5; Drop = 'HalfOpen'; Outage = '200ms'; Backoff = 'None' } "
                + "-ErrorAction SilentlyContinue",
            ("endpoint", broker.Plain.AbsoluteUri));

        result.AssertSumsHold();
        Assert.Equal((15, 15, 15), (result.Count("StormDropped"), result.Count("StormBack"), result.Count("StormWills")));
        Assert.Equal("2", _session.One("$result.Storms.Count", ("result", result)).ToString());
    }

    [Fact]
    public async Task Properties_of_messages_are_parameters()
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = _session.One(
            "Start-IoTLoadTest $endpoint -MqttVersion 5 -Clients 2 -Rate 20 -MessageCount 10 "
                + "-UserProperty ([ordered]@{ a = 1; b = '{{device}}' }) "
                + "-ContentType text/plain -ResponseTopic 'r/{{clientId}}' -CorrelationData '{{message}}' -MessageExpiry 60s -Utf8Payload "
                + "-TopicAlias -ReceiveMaximum 10 -MaximumPacketSize 10000",
            ("endpoint", broker.Plain.AbsoluteUri));

        Assert.Equal((10, 10), (result.Count("Acked"), result.Count("Received")));
    }
}
