using System.Diagnostics;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Storage.Runs;
using IoTLoad.Storage.Tests.InfluxDb;

namespace IoTLoad.Storage.Tests;

/// <summary>Runs whose disk is full for a moment, and runs that several sessions or several waves write.</summary>
public sealed class RunFolderOutageTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_disk_that_is_full_for_a_moment_costs_no_second_and_is_noted()
    {
        using var disk = new TinyDisk("64k");
        var clock = new SetClock { Now = TemporaryStore.Origin };
        var store = new RunStore(Path.Combine(disk.FullPath, "home"), clock);
        await using var sink = store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin);
        var chain = new SinkChain([sink], TimeSpan.FromMilliseconds(1));
        await WriteAsync(0);

        var filler = Path.Combine(disk.FullPath, "filler");
        Fill(filler);
        await WriteAsync(1);
        await WriteAsync(2);
        File.Delete(filler);
        await WriteAsync(3);
        var result = await chain.CompleteAsync(TemporaryStore.Result("a"));

        Assert.Contains(result.Notes, note => note.Contains("caught up", StringComparison.Ordinal));
        var stored = store.Open("a");
        Assert.Equal(RunState.Completed, stored.State);
        Assert.Equal(result.Notes, store.ReadResult(stored).Notes);
        Assert.Equal(4, RunMetrics.Read(stored, name => name == "Published").Count());
        Assert.Equal(8, File.ReadLines(Path.Combine(stored.Folder, "latency.hlog"))
            .Count(line => line.StartsWith("Tag=", StringComparison.Ordinal)));

        async Task WriteAsync(int second)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            await chain.WriteAsync(TemporaryStore.Report(second, TemporaryStore.Slice(second)));
        }
    }

    [Fact]
    public async Task A_thousand_shards_wait_for_the_disk_once_a_second_and_lose_nothing()
    {
        var clock = new SetClock { Now = TemporaryStore.Origin };
        var store = new RunStore(Path.Combine(_temporary.Store.Root, "home"), clock);
        var sink = store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin);

        // A report each 5 s from each of 1,000 shards for 10 s: at 10 ms a wait, two waits a report would take 40 s.
        for (var report = 0; report < 2000; report++)
        {
            clock.Now += TimeSpan.FromMilliseconds(5);
            await sink.WriteAsync(TemporaryStore.Report(report / 1000, TemporaryStore.Slice(report / 1000)) with { Shard = report % 1000 },
                TestContext.Current.CancellationToken);
        }

        Assert.InRange(sink.DiskWaits, 10, 30);
        Assert.Equal(2000, RunMetrics.Read(store.Open("a"), name => name == "Published").Count());
        await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);
        Assert.Equal(1000, new RunFolder(Path.Combine(store.Root, "runs", "a")).ReadState().Shards.Count);
        await sink.DisposeAsync();
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public async Task A_disk_that_is_full_to_the_end_is_noted_with_what_is_missing()
    {
        using var disk = new TinyDisk("64k");
        var store = new RunStore(Path.Combine(disk.FullPath, "home"));
        var sink = store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin);
        var chain = new SinkChain([sink], TimeSpan.FromMilliseconds(1));
        Fill(Path.Combine(disk.FullPath, "filler"));
        await chain.WriteAsync(TemporaryStore.Report(0, TemporaryStore.Slice(0)));

        var result = await chain.CompleteAsync(TemporaryStore.Result("a"));

        Assert.Contains(result.Notes, note => note.Contains("only a part of this test (1 reports are missing)", StringComparison.Ordinal));
        await Assert.ThrowsAsync<LoadException>(async () => await sink.DisposeAsync());
    }

    [Fact]
    public async Task A_run_that_another_process_holds_is_not_taken_over_until_that_process_ends()
    {
        await _temporary.InterruptAsync("a", 1);

        // -o keeps the lock from the command that flock runs, which may outlive it for a moment.
        using var other = Process.Start(
            new ProcessStartInfo("flock", ["-n", "-o", _temporary.FileOf("a", "lock"), "-c", "echo held; exec sleep 60"])
            {
                RedirectStandardOutput = true,
            })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        Assert.Equal("RunIsRunning", Assert.Throws<LoadException>(() => _temporary.Store.Reopen("a")).ErrorId);

        other.Kill(entireProcessTree: true);
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var sink = _temporary.Store.Reopen("a");
        Assert.Equal(RunState.Running, _temporary.Store.Open("a").State);
    }

    [Fact]
    public async Task Of_sessions_that_take_over_a_run_at_once_one_gets_it()
    {
        await _temporary.InterruptAsync("a", 1);

        var sinks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            try
            {
                return _temporary.Store.Reopen("a");
            }
            catch (LoadException exception) when (exception.ErrorId == "RunIsRunning")
            {
                return null;
            }
        })));

        await using var sink = Assert.Single(sinks, sink => sink is not null);
    }

    [Fact]
    public async Task A_run_that_is_taken_over_keeps_a_last_line_that_lacks_only_its_end()
    {
        await _temporary.InterruptAsync("a", 3);
        var log = _temporary.FileOf("a", "metrics.jsonl");
        File.WriteAllText(log, File.ReadAllText(log).TrimEnd('\n'));

        await using (var sink = _temporary.Store.Reopen("a"))
        {
            await sink.WriteAsync(TemporaryStore.Report(3, TemporaryStore.Slice(3)), TestContext.Current.CancellationToken);
        }

        Assert.Equal([0, 1, 2, 3], Seconds("a"));
    }

    [Fact]
    public async Task A_stop_that_was_asked_for_before_a_run_was_taken_over_still_holds()
    {
        await _temporary.InterruptAsync("a", 1);
        await File.WriteAllTextAsync(_temporary.FileOf("a", "stop"), "", TestContext.Current.CancellationToken);

        await using var sink = _temporary.Store.Reopen("a");

        Assert.True(sink.StopRequested.IsCancellationRequested);
    }

    [Fact]
    public async Task The_result_of_an_interrupted_run_has_every_second_of_every_wave()
    {
        await using (var sink = _temporary.Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin))
        {
            for (var wave = 0; wave < 3; wave++)
            {
                for (var second = 0; second < 4; second++)
                {
                    var report = TemporaryStore.Report(second, TemporaryStore.Slice(second)) with
                    {
                        Wave = wave,
                        Origin = TemporaryStore.Origin.AddSeconds(wave * 4),
                    };
                    await sink.WriteAsync(report, TestContext.Current.CancellationToken);
                }
            }
        }

        _temporary.ReplaceProcess("a", ProcessIdentity.Current() with { Start = "another" });
        var result = _temporary.Store.ReadResult(_temporary.Store.Open("a"));

        Assert.Equal((RunOutcome.Interrupted, false), (result.Outcome, result.Passed));
        Assert.Equal((TimeSpan.FromSeconds(12), 1200), (result.PublishDuration, result.Counters.Published));
        Assert.Equal(TemporaryStore.Origin.AddSeconds(12), result.Ended);
        Assert.Equal(24, result.Ack.Count);
    }

    private IEnumerable<int> Seconds(string id) => RunMetrics.Read(_temporary.Store.Open(id), name => name == "Published")
        .Select(point => (int)(point.Timestamp - TemporaryStore.Origin).TotalSeconds);

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true)
            {
                file.Write(new byte[1024]);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
