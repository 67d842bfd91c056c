using System.Diagnostics;
using System.Management.Automation;
using IoTLoad.Peers;
using static IoTLoad.PowerShell.Tests.ServerlessSession;

namespace IoTLoad.PowerShell.Tests;

/// <summary>
/// Runs that wait most of their time, two at once, each with a sandbox of its own; the tests of <see cref="ServerlessLongTests"/>
/// ask how they went.
/// </summary>
public sealed class ServerlessLongRuns : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _places = new(AtOnce);

    public ServerlessLongRuns()
    {
        Waves = Task.Run(() => InTurnAsync(WavesAsync));
        Restarted = Task.Run(() => InTurnAsync(RestartedAsync));
        Killed = Task.Run(() => InTurnAsync(KilledAsync));
        CutOff = Task.Run(() => InTurnAsync(CutOffAsync));
    }

    public Task Waves { get; }

    public Task Restarted { get; }

    public Task Killed { get; }

    public Task CutOff { get; }

    public void Dispose() => _places.Dispose();

    private async Task InTurnAsync(Func<ServerlessSession, Task> run)
    {
        await _places.WaitAsync();
        try
        {
            using var serverless = new ServerlessSession();
            await run(serverless);
        }
        finally
        {
            _places.Release();
        }
    }

    private static Task WavesAsync(ServerlessSession serverless)
    {
        serverless.Module.One("Publish-IoTLoadFunction fan -Architecture $architecture -TriggerRules 2 -ZipFile $zip -Timeout 36s @aws");

        var result = serverless.Module.One($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 "
            + $"-Duration 16s -DrainTime 2s -StartDelay 4s -ReportInterval 1s {Aws}");

        result.AssertSumsHold();
        Assert.Equal((640, 640, 640),
            (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.Equal(8, result.Count("Counters.Connected"));
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 15, 17);
        Assert.Contains("Between two waves of functions, nothing was published for", Notes(result), StringComparison.Ordinal);
        Assert.Equal([320L, 320], Shards(result).Select(shard => shard.Count("Counters.Published")));
        Assert.Equal(640, Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        return Task.CompletedTask;
    }

    private static async Task RestartedAsync(ServerlessSession serverless)
    {
        var run = Task.Run(() => serverless.Module.Run(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 32s -DrainTime 2s "
                + $"-ReportInterval 1s -StartDelay 4s -RestartFailed {Aws}"));
        var victim = await serverless.PublishingAsync();
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(2880, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 900);
        Assert.InRange(((TimeSpan)result.Get("PublishDuration")!).TotalSeconds, 25, 33);
        Assert.Equal(3, Shards(result).Count());
        Assert.Contains("fell silent", Notes(result), StringComparison.Ordinal);
        Assert.Contains("was started again", Notes(result), StringComparison.Ordinal);
        Assert.Equal(result.Count("Counters.Published"),
            Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    private static async Task KilledAsync(ServerlessSession serverless)
    {
        var run = Task.Run(() => serverless.Module.Run($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate "
            + $"90 -Duration 12s -DrainTime 2s -StartDelay 5s -ReportInterval 1s {Aws}"));
        var victim = await serverless.PublishingAsync();
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(1080, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 359);
        Assert.Single(Shards(result), shard => shard.Text("State") == "Interrupted");
        Assert.Contains("reported, but never their end", Notes(result), StringComparison.Ordinal);
        Assert.StartsWith("ThresholdFailed,", serverless.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static async Task CutOffAsync(ServerlessSession serverless)
    {
        await using var control = await Mosquitto.StartAsync();
        var run = Task.Run(() => serverless.Module.Run(
            $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 20s -ReportInterval 1s "
                + $"-StartDelay 3s -RestartFailed -ControlEndpoint $control {Aws}",
            ("control", control.Plain.OriginalString)));
        await serverless.PublishingAsync();
        await control.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await control.RestartAsync();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal((1800, 1800, 1800),
            (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.All(Shards(result), shard => Assert.Equal("Completed", shard.Text("State")));
        Assert.Equal(1800, Sum(serverless.Module.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
    }

    private static string Notes(PSObject result) => result.Text("Notes");
}
