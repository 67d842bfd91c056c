using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>Servers that go away, refuse, or have no room: nothing is lost, and the error says what to do.</summary>
public sealed class OutageTests(InfluxdFixture influxd) : IDisposable
{
    private static readonly InfluxDbWriterOptions Impatient = new()
    {
        BatchAge = TimeSpan.FromMilliseconds(20),
        RetryLeast = TimeSpan.FromMilliseconds(50),
        RetryMost = TimeSpan.FromMilliseconds(300),
    };

    private readonly TemporaryStore _temporary = new();
    private readonly PrivateFolder _folder = new();

    private string SpoolFolder => _folder["influxdb"];

    public void Dispose()
    {
        _temporary.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_has_the_whole_series()
    {
        await using var server = await Influxd.StartAsync();
        var connection = InfluxdFixture.To(server.Url, await server.CreateDatabaseAsync());
        await using var sink = new InfluxDbSink(connection, SampleRun.Plan, Options());

        var run = await SampleRun.RecordAsync(_temporary, "a", 40, 2, sink, async second =>
        {
            await (second switch
            {
                10 => server.KillAsync(),
                20 => WaitAsync(() => sink.Status.Retries >= 2 && Directory.EnumerateFiles(SpoolFolder, "*.lp.gz").Any()),
                30 => server.RestartAsync(),
                _ => Task.Delay(20, TestContext.Current.CancellationToken),
            });
        });
        await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);

        AssertComplete(connection, run);
        Assert.Equal((0, 0, 0), (sink.Status.Waiting, sink.Status.Dropped, sink.Status.Rejected));
        await sink.DisposeAsync();
        Assert.False(Directory.Exists(SpoolFolder));
    }

    [Fact]
    public async Task A_test_goes_on_while_the_database_is_away_and_its_series_are_complete_in_the_end()
    {
        await using var server = await Influxd.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        var connection = InfluxdFixture.To(server.Url, await server.CreateDatabaseAsync());
        var test = LoadTest.Prepare(new LoadPlan
        {
            Endpoints = [broker.Plain],
            Devices = new DevicePlan { Count = 50, ConnectRate = 1000 },
            Stages = [new LoadStage(5000, 5000, TimeSpan.FromSeconds(6))],
            Seed = 7,
        });
        await using var stored = _temporary.Store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
        await using var sink = new InfluxDbSink(connection, test.Plan, Options() with { Folder = stored.Folder, PointSample = 0.1 });

        var running = test.RunAsync([stored, sink], TestContext.Current.CancellationToken);
        await WaitAsync(() => sink.Status.Written > 0 && test.Progress.Phase == RunPhase.Running);
        await server.KillAsync();
        await WaitAsync(() => sink.Status.Retries >= 3 && sink.Status.Waiting > 500);
        await server.RestartAsync();
        var result = await running;

        Assert.Equal((30_000, 30_000), (result.Counters.Published, result.Counters.Received));
        Assert.DoesNotContain(result.Notes, note => note.Contains("InfluxDb", StringComparison.Ordinal));
        AssertComplete(connection, _temporary.Store.Open(test.Id));
        Assert.Equal((sink.Status.Added, 0), (sink.Status.Written, sink.Status.Waiting));
        Assert.InRange((await server.QueryAsync("SELECT count(Success) FROM \"RECEIVE\"", connection.Target))[0]["count"]
            .GetInt32(), 2700, 3300);
    }

    [Fact]
    public async Task What_a_test_could_not_send_is_sent_later()
    {
        var (server, connection) = await influxd.ConnectAsync();
        var away = connection with { Url = new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}") };
        LoadException error;
        StoredRun run;
        await using (var sink = new InfluxDbSink(away, SampleRun.Plan,
            Options() with { Writer = Impatient with { DrainTime = TimeSpan.FromMilliseconds(300) } }))
        {
            run = await SampleRun.RecordAsync(_temporary, "a", 10, 2, sink);
            error = await Assert.ThrowsAsync<LoadException>(() => sink.CompleteAsync(TemporaryStore.Result("a"), CancellationToken.None)
                .AsTask());
            Assert.Equal("InfluxDbSpoolInUse", (await Assert.ThrowsAsync<LoadException>(() => ReplayAsync(connection, run))).ErrorId);
        }

        Assert.Equal(("InfluxDbIncomplete", LoadErrorKind.ConnectionFailed), (error.ErrorId, error.Kind));
        Assert.Contains($"wait in '{SpoolFolder}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Send-IoTLoadMetrics", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(await server.QueryAsync("SHOW MEASUREMENTS", connection.Target));
        foreach (var file in OperatingSystem.IsWindows() ? [] : Directory.EnumerateFiles(SpoolFolder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        }

        var status = await ReplayAsync(connection, run);

        AssertComplete(connection, run);
        Assert.True(status.Recovered > 0);
        Assert.Equal((status.Recovered, 0), (status.Written, status.Waiting));
        Assert.Equal(0, (await ReplayAsync(connection, run)).Added);
    }

    [Fact]
    public async Task A_spool_whose_end_was_cut_off_gives_all_that_came_before()
    {
        var (server, connection) = await influxd.ConnectAsync();
        using (var spool = InfluxDbSpool.Open(SpoolFolder))
        {
            for (var i = 0; i < 3; i++)
            {
                spool.Append([$"m v={i} {i}", $"m v={i} {i + 10}"]);
            }
        }

        var file = Directory.EnumerateFiles(SpoolFolder, "*.lp.gz").Single();
        await using (var stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length - 12);
        }

        await using (var sink = new InfluxDbSink(connection, SampleRun.Plan, Options()))
        {
            await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);
        }

        Assert.InRange((await server.QueryAsync("SELECT * FROM m", connection.Target)).Count, 4, 6);
    }

    [Fact]
    public async Task A_run_that_is_removed_before_its_sink_is_closed_is_no_fault()
    {
        var sink = new InfluxDbSink(InfluxdFixture.To(new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}"), "d"), SampleRun.Plan,
            Options());
        Directory.Delete(SpoolFolder, recursive: true);

        await sink.DisposeAsync();

        Assert.False(Directory.Exists(SpoolFolder));
    }

    [Fact]
    public async Task A_proxy_that_cuts_connections_costs_no_line()
    {
        var (server, connection) = await influxd.ConnectAsync();
        await using var proxy = new CuttingProxy(server.Port) { RequestLimit = 2000 };
        await using var sink = new InfluxDbSink(connection with { Url = proxy.Url }, SampleRun.Plan, Options());

        var run = await SampleRun.RecordAsync(_temporary, "a", 30, 2, sink, async second =>
        {
            if (second == 20)
            {
                await WaitAsync(() => proxy.Cuts >= 2);
                Assert.Equal("InfluxDbConnectionLost", sink.Status.LastError?.ErrorId);
                proxy.RequestLimit = long.MaxValue;
            }
        });
        await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);

        AssertComplete(connection, run);
    }

    [Fact]
    public async Task An_answer_that_is_cut_is_an_error_and_not_a_short_series()
    {
        var (server, connection) = await influxd.ConnectAsync();
        await using (var sink = new InfluxDbSink(connection, SampleRun.Plan))
        {
            await SampleRun.RecordAsync(_temporary, "a", 60, 3, sink);
            await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);
        }

        await using var proxy = new CuttingProxy(server.Port) { AnswerLimit = 5000 };
        using var reader = new InfluxDbReader(connection with { Url = proxy.Url });

        var error = Assert.Throws<LoadException>(
            () => reader.Read(new InfluxDbQuery { TestId = "a" }, TestContext.Current.CancellationToken).Count());

        Assert.Equal("InfluxDbConnectionLost", error.ErrorId);
    }

    [Fact]
    public async Task A_field_of_another_type_costs_only_its_line()
    {
        var (server, connection) = await influxd.ConnectAsync();
        using (var client = new InfluxDbClient(connection))
        {
            await client.WriteAsync([$"iotload published=\"text\" {SecondPoints.TimeOf(SampleRun.Origin, 0)}"],
                TestContext.Current.CancellationToken);
        }

        await using var sink = new InfluxDbSink(connection, SampleRun.Plan, Options());
        await sink.WriteAsync(SampleRun.Report("a", 0), TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<LoadException>(() => sink.CompleteAsync(TemporaryStore.Result("a"), CancellationToken.None)
            .AsTask());

        Assert.Equal("InfluxDbFieldTypeConflict", error.ErrorId);
        Assert.Contains("published", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("iotload,name=", Assert.IsType<string>(error.Target), StringComparison.Ordinal);
        Assert.Equal((1, 0), (sink.Status.Rejected, sink.Status.Waiting));
        Assert.NotEmpty(await server.QueryAsync("SELECT * FROM iotload_bucket", connection.Target));
        await sink.DisposeAsync();
        var kept = await File.ReadAllLinesAsync(Path.Combine(SpoolFolder, "rejected.lp"), TestContext.Current.CancellationToken);
        Assert.Equal(2, kept.Length);
        Assert.StartsWith("# InfluxDB at", kept[0], StringComparison.Ordinal);
        Assert.Equal(error.Target, kept[1]);
    }

    [Fact]
    public async Task Bad_lines_among_good_ones_are_found_and_told()
    {
        var (server, connection) = await influxd.ConnectAsync();
        using var client = new InfluxDbClient(connection);
        await client.WriteAsync(["m v=1 1"], TestContext.Current.CancellationToken);
        string[] lines =
        [
            .. Enumerable.Range(1, 1000).Select(i => i switch { 100 or 700 => $"m v=\"x\" {i}", 300 => "nonsense", _ => $"m v={i} {i}" }),
        ];

        var result = await new BatchSender(client, 1000).SendAsync(lines, TestContext.Current.CancellationToken);

        Assert.Equal((997, 3), (result.Written, result.Rejected.Count));
        Assert.Equal(["m v=\"x\" 100", "m v=\"x\" 700", "nonsense"], result.Rejected.Select(line => line.Error.Target).Order());
        Assert.Equal(["InfluxDbFieldTypeConflict", "InfluxDbLineMalformed"], result.Rejected.Select(line => line.Error.ErrorId).Distinct()
            .Order());
        Assert.Equal(997, (await server.QueryAsync("SELECT v FROM m", connection.Target)).Count);
    }

    [Fact]
    public async Task A_full_disk_leaves_the_lines_in_memory_until_the_server_is_back()
    {
        using var disk = new TinyDisk("16k");
        var (server, connection) = await influxd.ConnectAsync();
        var port = LoopbackPort.Closed();
        var away = connection with { Url = new Uri($"http://127.0.0.1:{port}") };
        await using var sink = new InfluxDbSink(away, SampleRun.Plan, Options() with { Folder = disk.FullPath });

        var run = await SampleRun.RecordAsync(_temporary, "a", 60, 2, sink, async second =>
        {
            await Task.Delay(second == 30 ? 500 : 5, TestContext.Current.CancellationToken);
        });
        await WaitAsync(() => sink.Status.SpoolError is not null);
        Assert.Equal(("InfluxDbSpoolNotWritten", LoadErrorKind.ResourceExhausted),
            (sink.Status.SpoolError!.ErrorId, sink.Status.SpoolError.Kind));
        await using var proxy = new CuttingProxy(server.Port, port);
        await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);

        AssertComplete(connection, run);
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_found_no_room_is_counted()
    {
        var away = InfluxdFixture.To(new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}"), "d");
        using var client = new InfluxDbClient(away);
        await using var writer =
            new InfluxDbWriter(client, Impatient with { MemoryLimit = 10_000, DrainTime = TimeSpan.Zero }, spool: null, seed: 1);
        for (var i = 0; i < 2000; i++)
        {
            writer.Add("m,t=a v=1 1");
        }

        Assert.InRange(writer.Status.Dropped, 1, 1999);
        var status = await writer.CompleteAsync(TestContext.Current.CancellationToken);

        Assert.Equal((2000, 2000, 0), (status.Added, status.Dropped, status.Waiting));
    }

    private InfluxDbSinkOptions Options() => new() { Folder = _folder.FullPath, Writer = Impatient };

    private Task<InfluxDbWriterStatus> ReplayAsync(InfluxDbConnection connection, StoredRun run) =>
        InfluxDbReplay.SendSpoolAsync(connection, run with { Folder = _folder.FullPath }, Impatient, TestContext.Current.CancellationToken);

    private static async Task WaitAsync(Func<bool> until)
    {
        while (!until())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static void AssertComplete(InfluxDbConnection connection, StoredRun run)
    {
        using var reader = new InfluxDbReader(connection);
        Assert.Equal(
            SeriesTests.Ordered(RunMetrics.Read(run)),
            SeriesTests.Ordered(reader.Read(new InfluxDbQuery { TestId = run.Id }, TestContext.Current.CancellationToken)));
    }
}
