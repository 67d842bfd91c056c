using System.Globalization;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests whose process stands still for a while, as on a laptop that sleeps.</summary>
[Collection(nameof(InPwsh))]
public sealed class StoppedProcessTests
{
    private const int SigContinue = 18;
    private const int SigStop = 19;

    [Fact]
    public async Task A_process_that_stood_still_is_late_and_says_so_and_its_sums_hold()
    {
        await using var broker = await Mosquitto.StartAsync();

        var figures = await StopAsync(broker, "30s", () => Task.Delay(2500, TestContext.Current.CancellationToken));

        // Half of the messages fell due while it stood still, and all of them went out afterwards, over the same connections.
        Assert.Equal((20, 0), (figures["Connected"], figures["Disconnected"]));
        Assert.Equal((1000, 0), (figures["Published"], figures["Missed"]));
        Assert.InRange(figures["LagMax"], 2400, 20_000);
        Assert.InRange(figures["AckMax"], 2400, 20_000);
    }

    [Fact]
    public async Task A_process_that_stood_still_for_longer_than_the_keep_alive_connects_again_and_its_sums_hold()
    {
        await using var broker = await Mosquitto.StartAsync();

        var figures = await StopAsync(broker, "1s", () => broker.LogsAsync("has exceeded timeout", 20));

        Assert.Equal((40, 20), (figures["Connected"], figures["Disconnected"]));
        Assert.InRange(figures["LagMax"], 1000, 60_000);
    }

    /// <summary>Stops the process of a test after 100 messages, until something has happened.</summary>
    private static async Task<Dictionary<string, double>> StopAsync(Mosquitto broker, string keepAlive, Func<Task> meanwhile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        using var pwsh = Pwsh.Start($$"""
            {{InPwsh.Quiet}}Import-Module '{{TestEnvironment.Module}}'; $PID
            $r = Start-IoTLoadTest {{broker.Plain}} -Clients 20 -Rate 200 -Duration 5s -KeepAlive {{keepAlive}} -DrainTime 5s 3>$null
            foreach ($c in $r.Counters.psobject.Properties) { "$($c.Name) $($c.Value)" }
            "LagMax $($r.ScheduleLag.Max)"; "AckMax $($r.Ack.Max)"; "Saturated $([int]$r.GeneratorSaturated)"
            """, InPwsh.Store);
        var process = int.Parse((await pwsh.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await broker.LogsAsync("Received PUBLISH from iotload-", 100);
        Pwsh.Signal(process, SigStop);
        try
        {
            await meanwhile();
        }
        finally
        {
            Pwsh.Signal(process, SigContinue);
        }

        var (output, errors, _) = await pwsh.WaitAsync();
        var figures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture));
        Assert.True(figures.ContainsKey("Intended"), errors + output);
        Assert.Equal((1000, 1000), (figures["Intended"], figures["Published"] + figures["Missed"]));
        Assert.Equal(figures["Published"], figures["Acked"] + figures["Failed"] + figures["Unacked"]);
        Assert.Equal(figures["Expected"], figures["Received"] - figures["Surplus"] + figures["Lost"]);
        Assert.Equal(figures["ConnectAttempts"], figures["Connected"] + figures["ConnectFailed"]);
        Assert.InRange(broker.CountLog("Received PUBLISH from iotload-"), figures["Acked"], figures["Published"]);
        Assert.Equal(1, figures["Saturated"]);
        return figures;
    }
}
