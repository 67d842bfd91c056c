using System.Diagnostics;
using System.Globalization;
using IoTLoad.Peers;
using static System.FormattableString;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests whose process stands still for a while, as on a laptop that sleeps, or whose clock is stepped.</summary>
[Collection(nameof(InPwsh))]
public sealed class ProcessFaultTests
{
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_process_that_stood_still_is_late_and_says_so_and_its_sums_hold()
    {
        await using var broker = await Mosquitto.StartAsync();

        var figures = await StopAsync(broker, 5, "30s", () => Task.Delay(2500, TestContext.Current.CancellationToken));

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

        var figures = await StopAsync(broker, 10, "1s", () => broker.LogsAsync("has exceeded timeout", 20));

        // mosquitto looks for dead connections every few seconds, and the schedule goes on for some more.
        Assert.Equal((40, 20), (figures["Connected"], figures["Disconnected"]));
        Assert.InRange(figures["LagMax"], 1000, 60_000);
    }

    [Fact]
    public async Task A_clock_that_is_stepped_both_ways_changes_no_latency_and_loses_no_second()
    {
        Peer.Require("faketime");
        using var folder = new PrivateFolder();
        var clock = folder.Write("clock", "+0");
        await using var broker = await Mosquitto.StartAsync();

        // The library shifts the time of day only; the last variable keeps it from mending waits that need no mending.
        var figures = await RunAsync(
            broker, 5, "30s",
            async _ =>
            {
                await File.WriteAllTextAsync(clock, "+1h", TestContext.Current.CancellationToken);
                await broker.LogsAsync("Received PUBLISH from iotload-", 500);
                await File.WriteAllTextAsync(clock, "-2h", TestContext.Current.CancellationToken);
            },
            ("LD_PRELOAD", Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).First()),
            ("FAKETIME_TIMESTAMP_FILE", clock), ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0"));

        Assert.Equal((1000, 1000, 1000), (figures["Published"], figures["Acked"], figures["Received"]));
        Assert.Equal((20, 0), (figures["Connected"], figures["Disconnected"]));
        Assert.Equal(5, figures["Length"]);
        Assert.InRange(figures["LagMax"], 0, 20_000);
        Assert.InRange(figures["AckMax"], 0, 20_000);
    }

    [Fact]
    public async Task A_process_without_descriptors_keeps_some_for_itself_and_its_devices_come_back_when_it_has_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has prlimit.");
        await using var broker = await Mosquitto.StartAsync();

        var figures = await RunAsync(broker, 8, "30s", async process =>
        {
            // Room for about five of the twenty connections, and for the 32 descriptors that the process keeps for itself.
            await LimitAsync(process, ConnectionsOf(process, broker.Plain.Port).Min() + 5 + 32);
            await broker.KillAsync();
            await broker.RestartAsync();
            await Task.Delay(2500, TestContext.Current.CancellationToken);
            Assert.InRange(ConnectionsOf(process, broker.Plain.Port).Count, 0, 15);
            await LimitAsync(process, 20_000);
        });

        Assert.Equal((40, 20), (figures["Connected"], figures["Disconnected"]));
        Assert.InRange(figures["TooManyOpenFiles"], 5, figures["ConnectFailed"]);
    }

    /// <summary>The descriptors of a process that are connections to a port.</summary>
    private static List<int> ConnectionsOf(int process, int port)
    {
        var sockets = File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[2].EndsWith(Invariant($":{port:X4}"), StringComparison.Ordinal))
            .Select(columns => $"socket:[{columns[9]}]").ToHashSet();
        return [.. Directory.EnumerateFiles(Invariant($"/proc/{process}/fd"))
            .Where(file => sockets.Contains(new FileInfo(file).LinkTarget ?? ""))
            .Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))];
    }

    /// <summary>Says which numbers new descriptors of a process are below; those that it has it keeps.</summary>
    private static async Task LimitAsync(int process, int descriptors)
    {
        using var limiting = Process.Start("prlimit", ["--pid", Invariant($"{process}"), Invariant($"--nofile={descriptors}:")]);
        await limiting.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, limiting.ExitCode);
    }

    private static async Task<Dictionary<string, double>> StopAsync(Mosquitto broker, int seconds, string keepAlive, Func<Task> meanwhile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        var figures = await RunAsync(broker, seconds, keepAlive, async process =>
        {
            Pwsh.Signal(process, SigStop);
            try
            {
                await meanwhile();
            }
            finally
            {
                Pwsh.Signal(process, SigContinue);
            }
        });

        Assert.Equal(1, figures["Saturated"]);
        return figures;
    }

    /// <summary>Runs a test in a process of its own, does something to that after 100 messages, and checks the sums.</summary>
    private static async Task<Dictionary<string, double>> RunAsync(
        Mosquitto broker, int seconds, string keepAlive, Func<int, Task> meanwhile, params (string Name, string Value)[] environment)
    {
        using var pwsh = Pwsh.Start($$"""
            {{InPwsh.Quiet}}Import-Module '{{TestEnvironment.Module}}'; $PID
            $load = @{ Clients = 20; Rate = 200; Duration = '{{seconds}}s'; KeepAlive = '{{keepAlive}}'; DrainTime = '5s' }
            $r = Start-IoTLoadTest {{broker.Plain}} @load 3>$null
            foreach ($c in $r.Counters.psobject.Properties) { "$($c.Name) $($c.Value)" }
            "LagMax $($r.ScheduleLag.Max)"; "AckMax $($r.Ack.Max)"; "Saturated $([int]$r.GeneratorSaturated)"
            "Length $([math]::Round($r.PublishDuration.TotalSeconds))"
            foreach ($f in $r.Failures) { "$($f.Reason) $($f.Count)" }
            "OfSeconds $((Get-IoTLoadMetrics $r.Id Published | Measure-Object Value -Sum).Sum)"
            """, [InPwsh.Store, .. environment]);
        var process = int.Parse((await pwsh.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await broker.LogsAsync("Received PUBLISH from iotload-", 100);
        await meanwhile(process);

        var (output, errors, _) = await pwsh.WaitAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);
        var figures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture));
        Assert.True(figures.ContainsKey("OfSeconds"), errors + output);
        Assert.Equal((200 * seconds, 200 * seconds), (figures["Intended"], figures["Published"] + figures["Missed"]));
        Assert.Equal(figures["Published"], figures["Acked"] + figures["Failed"] + figures["Unacked"]);
        Assert.Equal(figures["Expected"], figures["Received"] - figures["Surplus"] + figures["Lost"]);
        Assert.Equal(figures["ConnectAttempts"], figures["Connected"] + figures["ConnectFailed"]);
        Assert.Equal(figures["Published"], figures["OfSeconds"]);
        Assert.InRange(broker.CountLog("Received PUBLISH from iotload-"), figures["Acked"], figures["Published"]);
        return figures;
    }
}
