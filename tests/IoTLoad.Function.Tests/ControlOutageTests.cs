using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

public sealed class ControlOutageTests
{
    [Fact]
    public async Task A_control_broker_that_goes_away_for_ten_seconds_loses_nothing_of_the_result()
    {
        await using var platform = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var control = await Mosquitto.StartAsync();
        await using var function = new Function();
        var shards = Events.Split(Events.Plan(platform.Plain, 10, 100, 18), 1);
        await using var listener = await Events.ListenAsync(control.Plain, shards[0].RunId);

        var running = function.InvokeAsync(Events.Json(Events.Of(shards[0], control.Plain)), TimeSpan.FromMinutes(2));
        await Events.RunningAsync(listener);
        await control.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await control.RestartAsync();
        var reports = await Events.ToEndAsync(listener);

        // A shard that is back before the listener is acknowledged by the broker, and heard by nobody: totals come again with the next
        // report, and the seconds are in the log.
        var totals = (await running).ToReport().Totals;
        Assert.Equal(totals, reports[^1].Totals);
        Assert.Equal((1800, 1800, 0), (totals.Published, totals.Acked, totals.Disconnected));
        var seconds = function.LoggedReports.SelectMany(report => report.Slices).Select(slice => slice.Second).Order().ToList();
        Assert.Equal(Enumerable.Range(0, seconds.Count), seconds);
        Assert.Equal(1800, function.LoggedReports.SelectMany(report => report.Slices).Sum(slice => slice.Counters.Published));
    }

    [Fact]
    public async Task A_function_that_is_cut_off_from_the_control_broker_sends_the_seconds_of_the_meantime_when_it_is_back()
    {
        await using var platform = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var control = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var proxy = new CuttingProxy(control.Plain.Port);
        await using var function = new Function();
        var shards = Events.Split(Events.Plan(platform.Plain, 10, 100, 12), 1);
        await using var listener = await Events.ListenAsync(control.Plain, shards[0].RunId);

        var running = function.InvokeAsync(Events.Json(Events.Of(shards[0], new Uri($"mqtt://127.0.0.1:{proxy.Url.Port}"))),
            TimeSpan.FromMinutes(2));
        var first = await Events.RunningAsync(listener);
        proxy.RequestLimit = 0;
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.InRange(proxy.Cuts, 1, int.MaxValue);
        proxy.RequestLimit = long.MaxValue;
        var reports = await Events.ToEndAsync(listener);

        Assert.True(reports.Max(report => report.Slices.Count) >= 3, "No report caught up.");
        Assert.Equal((await running).ToReport().Totals, reports[^1].Totals);
        Assert.Equal((1200, 1200), (reports[^1].Totals.Published, reports[^1].Totals.Acked));
        var seconds = first.Concat(reports).SelectMany(report => report.Slices).Select(slice => slice.Second).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(0, seconds.Count), seconds);
        Assert.InRange(seconds.Count, 12, 20);
    }
}
