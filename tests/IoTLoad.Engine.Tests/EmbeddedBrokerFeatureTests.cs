using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Tests.PlanFiles;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests;

/// <summary>What the embedded broker has of MQTT 5, seen by a client that others wrote, npm <c>mqtt</c>.</summary>
public sealed class EmbeddedBrokerFeatureTests
{
    [Fact]
    public async Task The_embedded_broker_lacks_what_the_docs_say()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var docs = await File.ReadAllTextAsync(
            Repository.PathOf("docs", "measurement.md"), TestContext.Current.CancellationToken);
        var listed = docs[docs.IndexOf("Of MQTT 5 it lacks:", StringComparison.Ordinal)..].Split("\n\n")[1].Split('\n')
            .Select(line => line["- ".Length..]);

        Assert.Equal(listed.Order(), (await LackingAsync(broker.Endpoint)).Order());
    }

    /// <summary>The client can see each feature: mosquitto has them, but for a goodbye that versions before 2.1 do not say.</summary>
    [Fact]
    public async Task Mosquitto_lacks_none_of_them()
    {
        await using var broker = await Mosquitto.StartAsync();

        Assert.Empty((await LackingAsync(broker.Plain)).Except(["takeover is told to the first client"]));
    }

    private static async Task<IReadOnlyList<string>> LackingAsync(Uri endpoint)
    {
        var client = await NodePackage.InstallAsync(Path.Combine(AppContext.BaseDirectory, "clients", "mqtt5"));
        using var check = client.Run("check.js", endpoint.OriginalString);
        var output = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(21, lines.Length);
        return [.. lines.Where(line => line.StartsWith("no ", StringComparison.Ordinal)).Select(line => line["no ".Length..])];
    }
}
