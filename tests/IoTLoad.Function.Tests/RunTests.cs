using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task Two_functions_run_a_plan_and_their_reports_are_the_broker_s_counts()
    {
        await using var platform = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var control = await Mosquitto.StartAsync();
        await using var first = new Function();
        await using var second = new Function();
        var shards = Events.Split(Events.Plan(platform.Plain, 41, 200, 4), 2);
        await using var listener = await Events.ListenAsync(control.Plain, shards[0].RunId, 2);

        var answers = Task.WhenAll(
            first.InvokeAsync(Events.Json(Events.Of(shards[0], control.Plain))),
            second.InvokeAsync(Events.Json(Events.Of(shards[1], control.Plain))));
        var reports = await Events.ToEndAsync(listener, 2);

        var result = Events.Merge(reports, shards);
        Assert.True(result.Passed, string.Join('\n', result.Notes));
        Assert.Equal((800, 800, 800, 41L),
            (result.Counters.Published, result.Counters.Acked, result.Counters.Received, result.Counters.Connected));
        Assert.Equal(800, (await platform.ReadSysAsync()).PublishesReceived);
        Assert.Equal([0, 1], (await answers).Select(answer => answer.ToReport().Shard));
        Assert.Equal(reports.Where(report => report.Final).OrderBy(report => report.Shard)
            .Select(report => report.Totals), (await answers).Select(answer => answer.ToReport().Totals));
        Assert.True(reports.Count(report => report.Shard == 0) >= 3);

        // The log alone has the same to say, and whoever comes later hears the last report of each.
        Assert.Equal(result.Counters, Events.Merge(first.LoggedReports.Concat(second.LoggedReports), shards).Counters);
        await using var late = await Events.ListenAsync(control.Plain, shards[0].RunId, 2);
        Assert.Equal([0, 1], (await Events.ToEndAsync(late, 2)).Select(report => report.Shard).Order());
        Assert.True(await late.ClearAsync([(0, 0), (1, 0)], keepCommand: false, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (listener.Damaged, late.Damaged));
    }

    [Fact]
    public async Task A_function_ends_its_schedule_early_enough_to_report_before_its_time_is_up()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function();
        var shards = Events.Split(Events.Plan(broker.Plain, 10, 50, 120), 1);
        await using var listener = await Events.ListenAsync(broker.Plain, shards[0].RunId);
        var deadline = DateTimeOffset.UtcNow.AddSeconds(14);

        var answer = await function.InvokeAsync(Events.Json(Events.Of(shards[0], broker.Plain)), TimeSpan.FromSeconds(14));
        var reports = await Events.ToEndAsync(listener);

        Assert.True(answer.Time < deadline, $"{answer.Time - deadline} late");
        Assert.Equal(RunOutcome.Stopped, answer.ToReport().Outcome);
        Assert.True(reports[^1].Final);
        Assert.InRange(answer.ToReport().Totals.Intended, 50, 500);
        Assert.Empty(Accounting.Check(answer.ToReport().Totals, acknowledged: true, tracked: true));
        Assert.Contains(function.Log, line => line.Contains("time is nearly up", StringComparison.Ordinal));
        var result = Events.Merge(reports, shards);
        Assert.Equal((6000, 6000 - answer.ToReport().Totals.Published), (result.Counters.Intended, result.Counters.Missed));
        Assert.Contains("Shard 0 began late or ended early", result.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_is_told_to_stop_stops_and_one_that_begins_afterwards_does_not_begin()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function();
        var shards = Events.Split(Events.Plan(broker.Plain, 10, 50, 120), 1);
        await using var listener = await Events.ListenAsync(broker.Plain, shards[0].RunId);

        var running = function.InvokeAsync(Events.Json(Events.Of(shards[0], broker.Plain)), TimeSpan.FromMinutes(3));
        await Events.RunningAsync(listener);
        var stopped = DateTimeOffset.UtcNow;
        Assert.True(await listener.StopAsync(TestContext.Current.CancellationToken));
        var answer = await running;

        Assert.InRange((answer.Time - stopped).TotalSeconds, 0, 5);
        Assert.Equal(RunOutcome.Stopped, answer.ToReport().Outcome);
        Assert.Empty(Accounting.Check(answer.ToReport().Totals, acknowledged: true, tracked: true));

        var again = (await function.InvokeAsync(Events.Json(Events.Of(shards[0] with { Wave = 1 }, broker.Plain)))).ToReport();
        Assert.Equal((RunOutcome.Stopped, true), (again.Outcome, again.Totals.Intended < 100));
    }

    [Fact]
    public async Task An_event_that_is_delivered_twice_runs_once()
    {
        // Lambda gives both deliveries of an event the same request ID.
        const string Delivered = "6bc28136-xmpl-4365-b021-0ce6b2e64ab0";
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var first = new Function();
        await using var second = new Function();
        var shard = Events.Split(Events.Plan(broker.Plain, 10, 100, 4), 1)[0];
        await using var listener = await Events.ListenAsync(broker.Plain, shard.RunId);
        var given = Events.Json(Events.Of(shard, broker.Plain));

        var running = first.InvokeAsync(given, requestId: Delivered);
        await Events.RunningAsync(listener);
        var again = await second.InvokeAsync(given, requestId: Delivered);

        Assert.Equal(("response", """{"duplicate":true}"""), (again.Path, again.Body));
        var totals = (await running).ToReport().Totals;
        Assert.Equal((400, 400, 0), (totals.Published, totals.Received, totals.Disconnected));
        Assert.Empty(second.LoggedReports);

        // Long after the start as well, when there is no time left to wait for.
        var started = Events.Split(shard.Plan, 1)[0] with { StartAt = DateTimeOffset.UtcNow, SettleTime = TimeSpan.FromSeconds(1) };
        var late = Events.Json(Events.Of(started, broker.Plain));
        running = first.InvokeAsync(late, requestId: Delivered);
        await using var other = await Events.ListenAsync(broker.Plain, started.RunId);
        await Events.RunningAsync(other);
        Assert.Equal(again.Body, (await second.InvokeAsync(late, requestId: Delivered)).Body);
        Assert.Equal(0, (await running).ToReport().Totals.Disconnected);

        // Both at the same moment: it does not matter which of them goes on.
        var both = Events.Json(Events.Of(Events.Split(shard.Plan, 1)[0], broker.Plain));
        var answers = await Task.WhenAll(first.InvokeAsync(both, requestId: Delivered), second.InvokeAsync(both, requestId: Delivered));
        Assert.Single(answers, answer => answer.Body == again.Body);
        totals = answers.Single(answer => answer.Body != again.Body).ToReport().Totals;
        Assert.Equal((400, 400, 0), (totals.Published, totals.Received, totals.Disconnected));
    }

    [Fact]
    public async Task A_function_that_is_used_again_finds_nothing_of_the_run_before()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function();
        var reports = new List<ShardReport>();
        foreach (var devices in (int[])[30, 7])
        {
            var shards = Events.Split(Events.Plan(broker.Plain, devices, 50, 1), 1);
            reports.Add((await function.InvokeAsync(Events.Json(Events.Of(shards[0], broker.Plain)))).ToReport());
            Assert.Equal(shards[0].RunId, reports[^1].RunId);
        }

        Assert.Equal([30L, 7L], reports.Select(report => report.Totals.Connected));
        Assert.All(reports, report => Assert.Equal((50L, 50L, 0L),
            (report.Totals.Published, report.Totals.Received, report.Totals.Foreign)));
        Assert.Equal(0, reports[1].Slices.Count + function.Leftovers.Count);
        Assert.InRange((await broker.ReadSysAsync()).Number("clients/connected"), 0, 1);
    }
}
