using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

public sealed class RunStoreTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    private RunStore Store => _temporary.Store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void An_empty_store_lists_nothing_and_makes_no_folder()
    {
        Assert.Empty(Store.List());
        Assert.False(Directory.Exists(Store.Root));
    }

    [Fact]
    public async Task A_run_is_listed_from_its_start_to_its_result()
    {
        await using (var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin))
        {
            var running = Assert.Single(Store.List());
            Assert.Equal(RunState.Running, running.State);
            Assert.Equal("nightly", running.Name);
            Assert.Equal("mqtt://broker.example:1883", running.Endpoint);
            Assert.Equal((10, 100.0, null, null), (running.Devices, running.OfferedRate, running.PublishedRate, running.Passed));
            Assert.Equal(Environment.ProcessId, running.ProcessId);
            Assert.Null(running.Ended);

            await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0)), Cancel);
            await sink.CompleteAsync(TemporaryStore.Result("a"), Cancel);
        }

        var run = Store.Open("a");
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(TemporaryStore.Origin.AddSeconds(3), run.Ended);
        Assert.True(run.Passed);
        Assert.Equal(100, run.PublishedRate);

        var result = Store.ReadResult(run);
        Assert.Equal(run.Folder, result.Folder);
        Assert.Equal(200, result.Counters.Acked);
        Assert.Equal(RunOutcome.Completed, result.Outcome);
    }

    [Theory]
    [InlineData(RunOutcome.Completed, RunState.Completed)]
    [InlineData(RunOutcome.Stopped, RunState.Stopped)]
    [InlineData(RunOutcome.Failed, RunState.Failed)]
    public async Task A_run_that_ended_is_in_the_state_of_its_outcome(RunOutcome outcome, RunState state)
    {
        await using (var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin))
        {
            await sink.CompleteAsync(TemporaryStore.Result("a", outcome), Cancel);
        }

        Assert.Equal(state, Store.Open("a").State);

        // The process may also have ended between writing the result and saying so.
        _temporary.ReplaceProcess("a", ProcessIdentity.Current() with { Start = "before" });
        var run = Store.Open("a");
        Assert.Equal((state, (DateTimeOffset?)TemporaryStore.Origin.AddSeconds(3)), (run.State, run.Ended));
    }

    [Fact]
    public async Task A_run_that_was_given_up_without_a_result_has_failed()
    {
        await Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin).DisposeAsync();

        var run = Store.Open("a");

        Assert.Equal(RunState.Failed, run.State);
        Assert.Equal(RunOutcome.Failed, Store.ReadResult(run).Outcome);
    }

    [Fact]
    public async Task The_newest_run_comes_first()
    {
        await _temporary.InterruptAsync("day-1", 1);
        await using (Store.Create("DAY-2", TemporaryStore.Plan, TemporaryStore.Origin.AddDays(1)))
        await using (Store.Create("night", TemporaryStore.Plan, TemporaryStore.Origin.AddDays(-1)))
        {
            Assert.Equal(["DAY-2", "day-1", "night"], Store.List().Select(run => run.Id));
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("../runs/a")]
    [InlineData("a/../a")]
    [InlineData("/a")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("C:")]
    public async Task An_ID_cannot_point_outside_the_store(string id)
    {
        await _temporary.InterruptAsync("a", 1);

        Assert.Equal("InvalidRunId",
            Assert.Throws<LoadException>(() => Store.Create(id, TemporaryStore.Plan, TemporaryStore.Origin)).ErrorId);
        Assert.Equal("RunNotFound", Assert.Throws<LoadException>(() => Store.Open(id)).ErrorId);
        Assert.Equal("RunNotFound", Assert.Throws<LoadException>(() => Store.Remove(id)).ErrorId);
        Assert.Equal("RunNotFound", Assert.Throws<LoadException>(() => Store.RequestStop(id)).ErrorId);
        Assert.Equal("a", Assert.Single(Store.List()).Id);
    }

    [Fact]
    public void An_unknown_ID_gets_an_error_that_says_how_to_find_one()
    {
        var error = Assert.Throws<LoadException>(() => Store.Open("nope"));

        Assert.Equal(("RunNotFound", LoadErrorKind.NotFound, (object?)"nope"), (error.ErrorId, error.Kind, error.Target));
        Assert.Contains("Get-IoTLoadTest", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ID_can_be_used_only_once()
    {
        await _temporary.InterruptAsync("a", 1);

        Assert.Equal("RunExists",
            Assert.Throws<LoadException>(() => Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin)).ErrorId);
    }

    [Fact]
    public async Task A_run_is_removed_once_it_has_ended()
    {
        var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin);
        await using (sink)
        {
            Assert.Equal("RunIsRunning", Assert.Throws<LoadException>(() => Store.Remove("a")).ErrorId);
        }

        Store.Remove("a");

        Assert.Empty(Store.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store.Root, "runs")));
    }

    [Fact]
    public async Task A_stop_is_seen_without_a_report()
    {
        await using var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin);
        await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0)), Cancel);
        Assert.False(sink.StopRequested.IsCancellationRequested);

        var seen = new TaskCompletionSource();
        await using var registration = sink.StopRequested.Register(seen.SetResult);
        new RunStore(Store.Root).RequestStop("a");

        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Only_a_running_run_can_be_stopped()
    {
        await _temporary.InterruptAsync("a", 1);

        Assert.Equal("RunIsNotRunning", Assert.Throws<LoadException>(() => Store.RequestStop("a")).ErrorId);
    }

    [Fact]
    public async Task Another_process_with_the_same_ID_does_not_keep_a_run_alive()
    {
        Assert.True(ProcessIdentity.Current().IsAlive());
        Assert.Equal(RunState.Interrupted, (await _temporary.InterruptAsync("a", 1)).State);
    }

    [Fact]
    public async Task A_run_lives_as_long_as_the_process_that_runs_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Uses sleep(1).");
        await _temporary.InterruptAsync("a", 1);
        using var other = System.Diagnostics.Process.Start("sleep", "600");
        _temporary.ReplaceProcess("a", ProcessIdentity.Of(other.Id));
        Assert.Equal(RunState.Running, Store.Open("a").State);

        other.Kill();
        await other.WaitForExitAsync(Cancel);

        Assert.Equal(RunState.Interrupted, Store.Open("a").State);
    }

    [Fact]
    public async Task A_run_of_another_machine_lives_while_its_log_grows()
    {
        await _temporary.InterruptAsync("a", 1);
        _temporary.ReplaceProcess("a", ProcessIdentity.Current() with { Host = "another-machine" });
        Assert.Equal(RunState.Running, Store.Open("a").State);

        File.SetLastWriteTimeUtc(_temporary.FileOf("a", "metrics.jsonl"), DateTime.UtcNow.AddMinutes(-1));

        Assert.Equal(RunState.Interrupted, Store.Open("a").State);
    }

    [Fact]
    public async Task Nobody_else_may_read_a_run()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes; the user's profile has its rights.");
            return;
        }

        await using (var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin))
        {
            await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0)), Cancel);
            Store.RequestStop("a");
            await sink.CompleteAsync(TemporaryStore.Result("a"), Cancel);
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var files = Directory.GetFiles(_temporary.FolderOf("a"));
        Assert.Equal(
            ["latency.hlog", "lock", "metrics.jsonl", "plan.json", "result.json", "state.json", "stop"],
            files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            Assert.Equal(Owner, File.GetUnixFileMode(file));
        }

        foreach (var folder in (string[])[Store.Root, Path.Combine(Store.Root, "runs"), _temporary.FolderOf("a")])
        {
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public async Task No_file_holds_a_secret_of_the_plan()
    {
        var plan = TemporaryStore.Plan with
        {
            Endpoints = [new Uri("mqtt://u:hunter2@broker.example:1883")],
            Session = new Engine.Plan.SessionPlan { Username = "u", Password = "hunter2" },
            Tls = new Engine.Plan.TlsPlan { KeyPassword = "hunter2" },
        };
        await using (var sink = Store.Create("a", plan, TemporaryStore.Origin))
        {
            await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0)), Cancel);
            await sink.CompleteAsync(TemporaryStore.Result("a") with { Plan = plan }, Cancel);
        }

        Assert.All(
            Directory.GetFiles(_temporary.FolderOf("a")),
            file => Assert.DoesNotContain("hunter2", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_readers_see_whole_runs_while_they_are_written()
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var reader = Task.Run(
            () =>
            {
                var other = new RunStore(Store.Root);
                while (!done.IsCancellationRequested)
                {
                    foreach (var run in other.List())
                    {
                        Assert.Null(run.Damage);
                        var result = other.ReadResult(run);
                        Assert.Equal(result.Counters.Intended, result.Counters.Published);
                    }
                }
            },
            Cancel);

        for (var run = 0; run < 10; run++)
        {
            var id = $"r{run}";
            await using var sink = Store.Create(id, TemporaryStore.Plan, TemporaryStore.Origin);
            for (var second = 0; second < 5; second++)
            {
                await sink.WriteAsync(TemporaryStore.Report(second, TemporaryStore.Slice(second)), Cancel);
            }

            await sink.CompleteAsync(TemporaryStore.Result(id), Cancel);
        }

        await done.CancelAsync();
        await reader;
    }
}
