using System.Globalization;
using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>A test at full length, whose database is away for a third of it.</summary>
[Collection(nameof(Alone))]
public sealed class InfluxDbOutageTests
{
    private const int Rate = 5000;
    private const int Seconds = 30;

    [Fact]
    public async Task A_database_that_is_killed_for_ten_seconds_costs_no_second_and_does_not_slow_the_load()
    {
        await using var influxd = await Influxd.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        var database = await influxd.CreateDatabaseAsync();
        using var session = new ModuleSession();
        session.Run("$influx = @{ InfluxUrl = $url; InfluxDatabase = $database }", ("url", influxd.Url.OriginalString),
            ("database", database));

        var running = Task.Run(
            () => session.One($"Start-IoTLoadTest $broker -Clients 100 -Rate {Rate} -Duration {Seconds}s @influx",
                ("broker", broker.Plain.OriginalString)),
            TestContext.Current.CancellationToken);
        while ((await influxd.QueryAsync("SELECT count(published) FROM iotload WHERE published > 0", database)) is not [var row]
            || row["count"].GetInt32() < 8)
        {
            Assert.False(running.IsCompleted);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var killed = DateTimeOffset.UtcNow;
        await influxd.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var back = DateTimeOffset.UtcNow;
        await influxd.RestartAsync();
        var result = await running;

        result.AssertSumsHold();
        Assert.Equal((Rate * Seconds, 0, 0),
            (result.Count("Counters.Published"), result.Count("Counters.Missed"), result.Count("Counters.Lost")));
        Assert.DoesNotContain("Influx", result.Text("Notes"), StringComparison.Ordinal);

        var stored = session.Run("Get-IoTLoadMetrics $id", ("id", result.Text("Id")));
        var read = session.Run("Get-IoTLoadMetrics $id -Source InfluxDB @influx", ("id", result.Text("Id")));
        Assert.Empty(session.Errors.Select(error => error.ToString()));
        Assert.Equal(Lines(stored), Lines(read));
        Assert.Equal(Rate * Seconds, read.Where(point => point.Text("Name") == "Published").Sum(point => (double)point.Get("Value")!));

        // The median of a second's lag: single spikes are the machine's, and come with a database and without one.
        var lags = stored.Where(point => point.Text("Name") == "ScheduleLag" && point.Text("Statistic") == "p50").ToList();
        var before = Median(lags.Where(point => Time(point) < killed));
        var during = Median(lags.Where(point => Time(point) > killed && Time(point) < back));
        Assert.True(during < (3 * before) + 2,
            string.Create(CultureInfo.InvariantCulture, $"schedule lag, median: {before} ms with the database, {during} ms without"));
    }

    private static DateTimeOffset Time(PSObject point) => (DateTimeOffset)point.Get("Timestamp")!;

    private static double Median(IEnumerable<PSObject> points)
    {
        double[] values = [.. points.Select(point => (double)point.Get("Value")!).Order()];
        return values[values.Length / 2];
    }

    private static IEnumerable<string> Lines(IEnumerable<PSObject> points) => points
        .Select(point => string.Join(' ', point.Properties.Where(property => property.Name != "Source")
            .Select(property => FormattableString.Invariant($"{property.Value}"))))
        .Order(StringComparer.Ordinal);
}
