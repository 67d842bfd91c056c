namespace IoTLoad.PowerShell.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Points_add_up_to_the_result()
    {
        var result = _session.One("Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 3s");

        var points = _session.Run("$input = $null; Get-IoTLoadMetrics $id", ("id", result.Text("Id")));

        double Sum(string name, string statistic = "Sum") => points
            .Where(point => point.Text("Name") == name && point.Text("Statistic") == statistic).Sum(point => (double)point.Get("Value")!);
        foreach (var counter in new[] { "Intended", "Published", "Acked", "Received", "Connected", "PublishedBytes" })
        {
            Assert.Equal(result.Count($"Counters.{counter}"), Sum(counter));
        }

        Assert.Equal(result.Count("Ack.Count"), Sum("Ack", "SampleCount"));
        Assert.All(points, point => Assert.Equal(result.Text("Id"), point.Text("TestId")));
        Assert.All(points, point => Assert.Equal("Run", point.Text("Source")));
    }

    [Fact]
    public void Names_and_statistics_take_wildcards_and_ids_come_from_the_pipeline()
    {
        var result = _session.One("Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 1s");

        var points = _session.Run("$r | Get-IoTLoadMetrics -Name *Trip, ack* -Statistic p9*", ("r", result));

        Assert.Equal(["Ack", "AckService", "RoundTrip"], points.Select(point => point.Text("Name")).Distinct().Order());
        Assert.Equal(["p90", "p95", "p99", "p99.9"], points.Select(point => point.Text("Statistic")).Distinct().Order());
    }

    [Fact]
    public void Distributions_end_at_the_maximum_with_all_values()
    {
        var result = _session.One("Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 1s");

        var percentiles = _session.Run("Get-IoTLoadMetrics $id -Name RoundTrip -Distribution", ("id", result.Text("Id")));

        Assert.Equal(100.0, percentiles[^1].Get("Percentile"));
        Assert.Equal(result.Count("RoundTrip.Count"), percentiles[^1].Count("Count"));
        Assert.Equal((double)result.Get("RoundTrip.Max")!, (double)percentiles[^1].Get("Milliseconds")!, 3);
        Assert.Equal(percentiles.Select(each => (double)each.Get("Milliseconds")!),
            percentiles.Select(each => (double)each.Get("Milliseconds")!).Order());
    }

    [Fact]
    public void A_damaged_run_is_told_with_file_and_line_and_the_others_are_read()
    {
        var good = _session.One("Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s");
        var bad = _session.One("Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s");
        File.WriteAllText(Path.Combine(TestEnvironment.Home, "runs", bad.Text("Id"), "metrics.jsonl"), "{ not json\n");

        var points = _session.Run("Get-IoTLoadMetrics $bad, $good -Name Published", ("bad", bad.Text("Id")), ("good", good.Text("Id")));

        Assert.StartsWith("RunDamaged,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("metrics.jsonl', line 1", _session.Error.ToString(), StringComparison.Ordinal);
        Assert.All(points, point => Assert.Equal(good.Text("Id"), point.Text("TestId")));
        Assert.NotEmpty(points);
        _session.Run("Remove-IoTLoadTest $id", ("id", bad.Text("Id")));
        Assert.Empty(_session.Errors);
    }
}
