using System.Globalization;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>CloudWatch's series, put by the AWS CLI into moto, through Get-IoTLoadMetrics.</summary>
public sealed class CloudWatchTests
{
    private static readonly DateTimeOffset Minute = Floor(DateTimeOffset.UtcNow.AddMinutes(-10));

    [Fact]
    public async Task Series_that_others_put_are_read_for_a_range_and_line_up_with_a_tests_own()
    {
        await using var aws = await AwsSession.StartAsync();
        await PutAsync(aws, "AWS/IoT", "PublishIn.Success", "Protocol=MQTT", Minute, 6000);
        await PutAsync(aws, "AWS/IoT", "PublishIn.Success", "Protocol=MQTT", Minute.AddMinutes(1), 12000);
        await PutAsync(aws, "AWS/IoT", "Connect.Throttle", "Protocol=MQTT", Minute, 3);
        await PutAsync(aws, "AWS/Lambda", "AsyncEventAge", "FunctionName=publisher", Minute, 250);

        var points = aws.Good("Get-IoTLoadMetrics -Source CloudWatch -From $from -To $to", ("from", Minute), ("to", Minute.AddMinutes(2)));

        Assert.Empty(aws.Module.Warnings);
        Assert.Equal(
            ["Timestamp", "TestId", "Source", "Name", "Value", "Unit", "Statistic", "Shard", "Scenario", "Dimensions"],
            points[0].Properties.Select(property => property.Name));
        Assert.All(points, point => Assert.Equal(("CloudWatch", ""), (point.Text("Source"), point.Text("TestId"))));
        Assert.Equal(
        [
            "0 AsyncEventAge FunctionName=publisher Mean 250 Milliseconds",
            "0 AsyncEventAge FunctionName=publisher Max 250 Milliseconds",
            "0 Connect.Throttle Protocol=MQTT Sum 3 Count",
            "0 Connect.Throttle Protocol=MQTT Rate 0.05 Count/Second",
            "0 PublishIn.Success Protocol=MQTT Sum 6000 Count",
            "0 PublishIn.Success Protocol=MQTT Rate 100 Count/Second",
            "1 PublishIn.Success Protocol=MQTT Sum 12000 Count",
            "1 PublishIn.Success Protocol=MQTT Rate 200 Count/Second",
        ],
            points.Select(point => string.Create(
                CultureInfo.InvariantCulture,
                $"{((DateTimeOffset)point.Get("Timestamp")! - Minute).TotalMinutes} {point.Text("Name")} "
                    + $"{point.Text("Dimensions")} {point.Text("Statistic")} {point.Get("Value")} {point.Text("Unit")}")));

        var rates = aws.Good("Get-IoTLoadMetrics -Source cloudwatch -From $from -To $to -Name publish* -Statistic Rate", ("from", Minute),
            ("to", Minute.AddMinutes(2)));
        Assert.Equal([100.0, 200.0], rates.Select(point => point.Get("Value")));
    }

    [Fact]
    public async Task A_tests_time_is_read_by_its_ID_and_nothing_yet_is_a_warning()
    {
        await using var aws = await AwsSession.StartAsync();
        var id = Assert.Single(aws.Good("Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s")).Text("Id");

        Assert.Empty(aws.Good("Get-IoTLoadMetrics $id -Source CloudWatch", ("id", id)));
        Assert.Contains(aws.Module.Warnings, warning => warning.Contains("one to three minutes late", StringComparison.Ordinal));
        Assert.Contains(aws.Module.Warnings, warning => warning.Contains("has no such metrics", StringComparison.Ordinal));

        var started = (DateTimeOffset)aws.Good("(Get-IoTLoadTest $id).Started", ("id", id))[0].BaseObject;
        await PutAsync(aws, "AWS/IoT", "Ping.Success", "Protocol=MQTT", Floor(started), 7);
        var point = aws.Good("Get-IoTLoadTest $id | Get-IoTLoadMetrics -Source CloudWatch -Statistic Sum", ("id", id));
        Assert.Equal((id, "Ping.Success", 7.0), (Assert.Single(point).Text("TestId"), point[0].Text("Name"), point[0].Get("Value")));
    }

    [Fact]
    public async Task Wait_waits_until_the_last_minute_is_complete()
    {
        await using var aws = await AwsSession.StartAsync();

        // The end of a minute whose points are complete within the next two seconds, or were a moment ago.
        var end = Floor(DateTimeOffset.UtcNow.AddSeconds(2).AddMinutes(-3));
        aws.Good("Get-IoTLoadMetrics -Source CloudWatch -From $from -To $to -Wait", ("from", end.AddMinutes(-1)), ("to", end));

        Assert.True(DateTimeOffset.UtcNow >= end.AddMinutes(3));
        Assert.DoesNotContain(aws.Module.Warnings, warning => warning.Contains("late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait()
    {
        await using var aws = await AwsSession.StartAsync();

        var waiting = Task.Run(() => aws.Run("$waiting = $true; Get-IoTLoadMetrics -Source CloudWatch -From "
            + "([DateTimeOffset]::Now.AddMinutes(-9)) -Wait"), TestContext.Current.CancellationToken);
        while (!waiting.IsCompleted)
        {
            aws.Module.Stop();
            await Task.WhenAny(waiting, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        Assert.Empty(await waiting);
    }

    [Theory]
    [InlineData("Get-IoTLoadMetrics -From 2026-01-01", "SourceHasNoRange")]
    [InlineData("Get-IoTLoadMetrics * -Wait", "SourceIsNotCloudWatch")]
    [InlineData("Get-IoTLoadMetrics * -FunctionName f", "SourceIsNotCloudWatch")]
    [InlineData("Get-IoTLoadMetrics * -Source CloudWatch -Distribution", "SourceHasNoDistribution")]
    [InlineData("Get-IoTLoadMetrics -Source CloudWatch -From 2026-01-02 -To 2026-01-01", "InvalidRange")]
    [InlineData("Get-IoTLoadMetrics -Source CloudWatch -From 2026-01-01 -Name Published", "UnknownMetric")]
    [InlineData("Get-IoTLoadMetrics -Source CloudWatch -From 2026-01-01 -Statistic Average", "UnknownStatistic")]
    [InlineData("Get-IoTLoadMetrics x -Source InfluxDB -Statistic p42", "UnknownStatistic")]

    // Nothing of these needs AWS to be found out.
    [InlineData("Start-IoTLoadTest AwsIoTCore -Duration soon", "InvalidDuration")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Clients 0", "InvalidClients")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Reconcile -CloudWatchDelay soon", "InvalidDuration")]
    [InlineData("New-IoTLoadPlan AwsIoTCore -DrainTime soon", "InvalidDuration")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Threshold 'nosuch < 1'", "MalformedThreshold")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -MaxCost 1 -PriceFile nosuch.json", "PriceFileNotFound")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -OtlpEndpoint nonsense", "OtlpEndpointInvalid")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function f -StartDelay 0s", "InvalidStartDelay")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function f -Reconcile", "ReconcileNeedsControlEndpoint")]
    [InlineData("New-IoTLoadPlan wss://h/mqtt | Find-IoTLoadLimit -Minimum 5 -Maximum 1 -Function f", "InvalidLimitBounds")]
    public void Conflicting_parameters_are_refused(string script, string errorId)
    {
        using var module = new ModuleSession();

        Assert.Empty(module.Run(script));

        Assert.StartsWith(errorId + ",", module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(module.Error.ErrorDetails.RecommendedAction);
    }

    private static DateTimeOffset Floor(DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static Task<string> PutAsync(AwsSession aws, string space, string name, string dimension, DateTimeOffset time, double value)
    {
        var (key, of) = (dimension.Split('=')[0], dimension.Split('=')[1]);
        return AwsCli.RunAsync(
            aws.Url, "cloudwatch", "put-metric-data", "--namespace", space, "--metric-data",
            string.Create(CultureInfo.InvariantCulture, $"MetricName={name},Dimensions=[{{Name={key},Value={of}}}],Timestamp={time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ},Value={value}"));
    }
}
