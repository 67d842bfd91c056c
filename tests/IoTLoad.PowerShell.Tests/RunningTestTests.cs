using System.Management.Automation;

namespace IoTLoad.PowerShell.Tests;

public sealed class RunningTestTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_job_that_is_stopped_half_way_gives_the_result_of_what_ran()
    {
        var output = _session.Run("""
            $job = Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 60s -AsJob
            while (-not (Get-IoTLoadMetrics $job.Name -Name Published -Statistic Sum | Where-Object Value -gt 50)) { [Threading.Thread]::Sleep(100) }
            $job.State
            Stop-IoTLoadTest $job.Name
            Receive-Job $job -Wait
            $job.State
            """);

        Assert.StartsWith("TestStopped", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False((bool)output[1].Get("Passed")!);
        Assert.Equal("Running", output[0].ToString());
        Assert.Equal("Stopped", output[2].ToString());
        var result = output[1];
        result.AssertSumsHold();
        Assert.Equal("Stopped", result.Text("Outcome"));
        Assert.InRange(result.Count("Counters.Published"), 50, 5900);
        Assert.Equal(result.Count("Counters.Published"), result.Count("Counters.Received"));
    }

    [Fact]
    public void A_job_that_runs_to_its_end_is_completed_and_has_its_errors()
    {
        var output = _session.Run("""
            $job = Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s -Threshold 'received == 1' -AsJob
            $null = Wait-Job $job
            $job.State
            Receive-Job $job
            $job.HasMoreData
            Remove-Job $job
            """);

        Assert.Equal("Completed", output[0].ToString());
        Assert.Equal(50, output[1].Count("Counters.Received"));
        Assert.Equal("False", output[2].ToString());
        Assert.Equal(ErrorCategory.LimitsExceeded, _session.Error.CategoryInfo.Category);
    }

    [Fact]
    public void Stop_Job_ends_a_test_in_good_order()
    {
        var output = _session.Run("""
            $job = Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 60s -AsJob
            while (-not (Get-IoTLoadMetrics $job.Name -Name Published -Statistic Sum | Where-Object Value -gt 0)) { [Threading.Thread]::Sleep(100) }
            Stop-Job $job
            Receive-Job $job
            """);

        var result = Assert.Single(output);
        Assert.Equal("Stopped", result.Text("Outcome"));
        result.AssertSumsHold();
    }

    [Fact]
    public void A_job_that_cannot_run_fails_with_the_reason()
    {
        var port = Peers.LoopbackPort.Free(1)[0];

        var output = _session.Run($"$job = Start-IoTLoadTest -Endpoint 127.0.0.1:{port} -Clients 2 -AsJob; $null = Wait-Job "
            + $"$job; $job.State; Receive-Job $job");

        Assert.Equal("Failed", Assert.Single(output).ToString());
        Assert.StartsWith("ConnectionRefused", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_nobody_waits_for_is_listed_waited_for_and_removed_by_its_ID()
    {
        var running = _session.One("Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 3s -NoWait");
        Assert.Equal("Running", running.Text("State"));
        (string, object?) id = ("id", running.Text("Id"));

        _session.Run("Remove-IoTLoadTest $id", id);
        Assert.StartsWith("RunIsRunning,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        _session.Run("Wait-IoTLoadTest $id -Timeout 100ms", id);
        Assert.StartsWith("WaitTimeout,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.OperationTimeout, _session.Error.CategoryInfo.Category);
        Assert.Contains(running.Text("Id"), _session.Run("Get-IoTLoadTest -State Running").Select(run => run.Text("Id")));

        var result = _session.One("Get-IoTLoadTest $id | Wait-IoTLoadTest", id);

        Assert.Equal(150, result.Count("Counters.Received"));
        Assert.Equal("Completed", _session.One("Get-IoTLoadTest $id", id).Text("State"));
        Assert.Equal(150, _session.One("Get-IoTLoadTest $id -Result", id).Count("Counters.Received"));
        Assert.Empty(_session.Run("Get-IoTLoadTest $id | Remove-IoTLoadTest -WhatIf", id));
        Assert.Single(_session.Run("Get-IoTLoadTest $id", id));
        Assert.Empty(_session.Run("Get-IoTLoadTest $id | Remove-IoTLoadTest", id));
        Assert.Empty(_session.Run("Get-IoTLoadTest *$id*", id));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Stopping_by_wildcard_ends_what_runs_and_leaves_the_rest()
    {
        var done = _session.One("Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s");
        var running = _session.One("Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 60s -NoWait");

        var stopped = _session.One("Stop-IoTLoadTest * -PassThru");

        Assert.Equal(running.Text("Id"), stopped.Text("Id"));
        Assert.Equal("Stopped", stopped.Text("Outcome"));
        _session.Run("Stop-IoTLoadTest $id", ("id", done.Text("Id")));
        Assert.StartsWith("RunIsNotRunning,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_that_is_stopped_ends_its_test_in_good_order()
    {
        using var runspace = new ModuleSession();
        var task = Task.Run(() => runspace.Run("Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 60s -Name stopme"),
            TestContext.Current.CancellationToken);
        var id = WaitForPublishing("stopme");

        runspace.Stop();
        await task;

        var result = _session.One("Get-IoTLoadTest $id -Result", ("id", id));
        Assert.Equal("Stopped", result.Text("Outcome"));
        result.AssertSumsHold();
    }

    private string WaitForPublishing(string name)
    {
        while (true)
        {
            var run = _session.Run("Get-IoTLoadTest -State Running | Where-Object Name -eq $name", ("name", name));
            if (run.Count == 1 && _session.Run("Get-IoTLoadMetrics $id -Name Published -Statistic Sum | Where-Object Value -gt 0",
                ("id", run[0].Text("Id"))).Count > 0)
            {
                return run[0].Text("Id");
            }

            Thread.Sleep(100);
        }
    }
}
