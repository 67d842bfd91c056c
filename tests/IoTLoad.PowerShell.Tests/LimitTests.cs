using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Find-IoTLoadLimit finds limits that are known.</summary>
[Collection(nameof(Alone))]
public sealed class LimitTests : IDisposable
{
    private readonly NoAws _environment = new();
    private readonly PrivateFolder _folder = new();
    private readonly ModuleSession _module = new();

    public void Dispose()
    {
        _module.Run("Stop-IoTLoadSandbox *");
        _module.Dispose();
        _folder.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public void A_sandbox_that_takes_3_000_a_second_is_found_within_3_percent()
    {
        // The account saves up 0.2 s, which hide 2 % of a step of 10 s.
        var sandbox = _module.One(
            """
            $sandbox = Start-IoTLoadSandbox -Region eu-west-1 -Limit @{ InboundPublishesPerSecond = 3000; BurstSeconds = 0.2 }
            $aws = @{ EndpointUrl = $sandbox.EndpointUrl; Region = $sandbox.Region }
            $aws += @{ AccessKey = $sandbox.AccessKey; SecretKey = $sandbox.SecretKey }
            $sandbox
            """);

        // MQTT 5 acknowledges what is refused, so that a step need not wait for it.
        var found = Find(
            sandbox.Text("WebSocketEndpoint"), $"session: {{ version: 5 }}\ntls: {{ caFile: {sandbox.Text("CaFile")} }}",
            "-Threshold 'failed + unacked <= 0.2%' -Minimum 2850 -Maximum 4000 -Growth 1.1 -SettleTime 1s -StepDuration 9s @aws");

        Assert.InRange((double)found.Get("Highest")!, 3000 * 0.97, 3000 * 1.03);
        Assert.Contains("failed + unacked", found.Text("Why"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_slows_above_2_000_a_second_is_found_within_5_percent()
    {
        await using var broker = await Mosquitto.StartAsync();

        // A PUBACK has four bytes. What is above the rate waits, and each second it waits longer.
        await using var relay = new SlowRelay(broker.Plain.Port, TimeSpan.Zero, 2000 * 4);

        var found = Find(
            $"mqtt://127.0.0.1:{relay.Port}", "",
            "-Threshold 'ack.p50 < 175ms' -Minimum 1850 -Maximum 3000 -Growth 1.2 -Precision 0.045 -SettleTime 2s -StepDuration 6s");

        Assert.InRange((double)found.Get("Highest")!, 2000 * 0.95, 2000 * 1.05);
        Assert.Contains("ack.p50", found.Text("Why"), StringComparison.Ordinal);
    }

    private PSObject Find(string endpoint, string more, string arguments)
    {
        File.WriteAllText(_folder["limit.yaml"], $$"""
            endpoints: {{endpoint}}
            devices: { count: 60, connectRate: 200 }
            traffic: { pattern: PublishOnly }
            payload: { size: 100, tracking: None }
            drainTime: 1s
            stages: ["1s:1"]
            {{more}}
            """);
        var found = _module.One($"Find-IoTLoadLimit $plan -Force {arguments}", ("plan", _folder["limit.yaml"]));
        foreach (var step in ((IEnumerable<object>)found.Get("Steps")!))
        {
            TestContext.Current.SendDiagnosticMessage("{0}", step);
        }

        Assert.True((bool)found.Get("Complete")!);
        return found;
    }
}
