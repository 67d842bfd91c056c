using System.Globalization;
using System.Text.Json;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.SimpleSystemsManagement;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Moto;

/// <summary>CloudWatch, its logs and Systems Manager against moto.</summary>
public sealed class CloudWatchTests(MotoFixture moto)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Series_that_others_put_are_listed_and_read()
    {
        var minute = new DateTime(DateTime.UtcNow.AddMinutes(-10).Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute,
            DateTimeKind.Utc);
        await PutMetric("Test/Read", "PublishIn.Success", minute, 7);
        await PutMetric("Test/Read", "PublishIn.Success", minute.AddMinutes(1), 9);
        using var cloudWatch = new AmazonCloudWatchClient(MotoFixture.Credentials, await moto.ConfigAsync<AmazonCloudWatchConfig>());

        var metric = Assert.Single((await cloudWatch.ListMetricsAsync(new() { Namespace = "Test/Read" }, Stop)).Metrics!);
        Assert.Equal("MQTT", Assert.Single(metric.Dimensions!).Value);
        var data = await cloudWatch.GetMetricDataAsync(
            new()
            {
                StartTime = minute,
                EndTime = minute.AddMinutes(5),
                ScanBy = ScanBy.TimestampAscending,
                MetricDataQueries = [new() { Id = "q1", MetricStat = new() { Metric = metric, Period = 60, Stat = "Sum" } }],
            },
            Stop);
        var series = Assert.Single(data.MetricDataResults!);
        Assert.Equal([7.0, 9.0], series.Values!);
        Assert.Equal([minute, minute.AddMinutes(1)], series.Timestamps!);
        Assert.Equal(StatusCode.Complete, series.StatusCode);
    }

    [Fact]
    public async Task A_dashboard_is_stored_as_it_was_put()
    {
        using var cloudWatch = new AmazonCloudWatchClient(MotoFixture.Credentials, await moto.ConfigAsync<AmazonCloudWatchConfig>());
        await cloudWatch.PutDashboardAsync(new() { DashboardName = "load", DashboardBody = """{"widgets":[]}""" }, Stop);
        var read = await AwsCli.RunAsync(await moto.UrlAsync(), "cloudwatch", "get-dashboard", "--dashboard-name", "load", "--query",
            "DashboardBody");
        Assert.Equal("{\"widgets\":[]}", JsonSerializer.Deserialize<string>(read));
    }

    [Fact]
    public async Task A_log_group_lives_from_creation_to_deletion()
    {
        using var logs = new AmazonCloudWatchLogsClient(MotoFixture.Credentials, await moto.ConfigAsync<AmazonCloudWatchLogsConfig>());
        const string Name = "/aws/lambda/publisher";
        await logs.CreateLogGroupAsync(new() { LogGroupName = Name, Tags = new() { ["made-by"] = "test" } }, Stop);
        await logs.PutRetentionPolicyAsync(new() { LogGroupName = Name, RetentionInDays = 7 }, Stop);
        var group = Assert.Single((await logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = Name }, Stop)).LogGroups!);
        Assert.Equal(7, group.RetentionInDays);
        Assert.Single((await logs.ListTagsForResourceAsync(new() { ResourceArn = group.LogGroupArn }, Stop)).Tags!);

        await Aws("logs", "create-log-stream", "--log-group-name", Name, "--log-stream-name", "one");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await Aws("logs", "put-log-events", "--log-group-name", Name, "--log-stream-name", "one", "--log-events",
            $"timestamp={now},message=report-1");
        var found = await logs.FilterLogEventsAsync(new() { LogGroupName = Name, FilterPattern = "\"report\"" }, Stop);
        Assert.Equal("report-1", Assert.Single(found.Events!).Message);

        await logs.DeleteLogGroupAsync(new() { LogGroupName = Name }, Stop);
        await Refusal.IsAsync("ResourceNotFoundException", () => logs.FilterLogEventsAsync(new() { LogGroupName = Name }, Stop));
    }

    [Fact]
    public async Task The_official_packages_of_SSM_and_STS_work_beside_ours()
    {
        var url = (await moto.UrlAsync()).OriginalString;
        using var ssm = new AmazonSimpleSystemsManagementClient(MotoFixture.Credentials,
            new AmazonSimpleSystemsManagementConfig { ServiceURL = url });
        await ssm.PutParameterAsync(new() { Name = "/load/key", Value = "v", Type = ParameterType.SecureString }, Stop);
        var read = await ssm.GetParameterAsync(new() { Name = "/load/key", WithDecryption = true }, Stop);
        Assert.Equal("v", read.Parameter.Value);
        using var sts = new Amazon.SecurityToken.AmazonSecurityTokenServiceClient(
            MotoFixture.Credentials, new Amazon.SecurityToken.AmazonSecurityTokenServiceConfig { ServiceURL = url });
        Assert.Equal("123456789012", (await sts.GetCallerIdentityAsync(new(), Stop)).Account);
    }

    private Task PutMetric(string space, string name, DateTime time, double value) => Aws(
        "cloudwatch",
        "put-metric-data",
        "--namespace",
        space,
        "--metric-data",
        string.Create(CultureInfo.InvariantCulture,
            $"MetricName={name},Dimensions=[{{Name=Protocol,Value=MQTT}}],Timestamp={time:yyyy-MM-ddTHH:mm:ssZ},Value={value}"));

    private async Task Aws(params string[] arguments) => await AwsCli.RunAsync(await moto.UrlAsync(), arguments);
}
