using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests of another process, seen from this one.</summary>
public sealed class OtherProcessTests
{
    private static readonly string Import = $"$ErrorActionPreference = 'Stop'; Import-Module '{TestEnvironment.Module}'; ";

    [Fact]
    public async Task A_run_whose_process_was_killed_can_be_read()
    {
        var id = await Killed();

        var output = await Pwsh.RunAsync($$"""
            Import-Module '{{TestEnvironment.Module}}'
            $run = Get-IoTLoadTest {{id}}
            $r = Get-IoTLoadTest {{id}} -Result
            $run.State; $r.Outcome; $r.Passed
            $r.Counters.Intended -eq $r.Counters.Published + $r.Counters.Missed
            $r.Counters.Published -eq $r.Counters.Acked + $r.Counters.Failed + $r.Counters.Unacked
            $r.Counters.Published -ge 200
            (Get-IoTLoadMetrics {{id}} Published | Measure-Object Value -Sum).Sum -eq $r.Counters.Published
            Wait-IoTLoadTest {{id}} -ErrorAction SilentlyContinue -ErrorVariable e | Out-Null
            $e.FullyQualifiedErrorId
            """);

        Assert.Equal(
            ["Interrupted", "Interrupted", "False", "True", "True", "True", "True",
                "TestInterrupted,IoTLoad.PowerShell.Commands.WaitIoTLoadTestCommand"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Another_process_waits_for_a_test_and_stops_it()
    {
        using var runner = Pwsh.Start(Import
            + "Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 60s -Name elsewhere | ForEach-Object { \"$($_.Outcome)\" }");
        using var session = new ModuleSession();
        var id = await WaitForPublishing(session, "elsewhere");

        var result = session.One("Stop-IoTLoadTest $id -PassThru", ("id", id));

        Assert.Equal("Stopped", result.Text("Outcome"));
        result.AssertSumsHold();
        var (output, errors, _) = await runner.WaitAsync();
        Assert.Contains("was stopped before its end, so it has not passed", errors, StringComparison.Ordinal);
        Assert.Equal("Stopped", output.Trim());
    }

    private static async Task<string> Killed()
    {
        using var pwsh = Pwsh.Start(Import + "Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 60s -Name killed");
        using var session = new ModuleSession();
        var id = await WaitForPublishing(session, "killed", 200);
        pwsh.Kill();
        await pwsh.WaitAsync();
        return id;
    }

    private static async Task<string> WaitForPublishing(ModuleSession session, string name, int messages = 1)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var run = session.Run("Get-IoTLoadTest -State Running | Where-Object Name -eq $name", ("name", name));
            if (run.Count == 1)
            {
                var points = session.Run("Get-IoTLoadMetrics $id -Name Published -Statistic Sum", ("id", run[0].Text("Id")));
                if (points.Sum(point => (double)point.Get("Value")!) >= messages)
                {
                    return run[0].Text("Id");
                }
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
