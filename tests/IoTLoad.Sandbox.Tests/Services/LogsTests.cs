using System.Text.Json.Nodes;
using IoTLoad.Sandbox.Services.Logs;

namespace IoTLoad.Sandbox.Tests.Services;

public sealed class LogsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("ERROR", "an ERROR here", true)]
    [InlineData("ERROR", "an error here", false)]
    [InlineData("a b", "b and a", true)]
    [InlineData("a -b", "a c", true)]
    [InlineData("a -b", "a b", false)]
    [InlineData("?x ?y", "only y", true)]
    [InlineData("?x ?y", "neither", false)]
    [InlineData("\"type\\\":\\\"report\"", "{\"type\":\"report\"}", true)]
    [InlineData("\"two words\"", "words two", false)]
    public void Terms_select_events(string pattern, string message, bool fits) =>
        Assert.Equal(fits, FilterPattern.Parse(pattern).Fits(message));

    [Theory]
    [InlineData("{ $.a = 1 }")]
    [InlineData("[a, b]")]
    [InlineData("\"open")]
    [InlineData("a:b")]
    public void Other_patterns_are_refused(string pattern) => Assert.Throws<InvalidInputException>(() => FilterPattern.Parse(pattern));

    [Fact]
    public async Task Events_of_all_streams_are_returned_by_time_and_in_pages()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var start = DateTimeOffset.UtcNow.AddMinutes(-1);
        for (var i = 0; i < 10; i++)
        {
            sandbox.Host.Logs.Write("g", $"s{i % 2}", start.AddMilliseconds(i), $"line {i}");
        }

        var lines = JsonNode.Parse(await sandbox.AwsCliAsync("logs", "filter-log-events", "--log-group-name", "g", "--filter-pattern",
            "line -5", "--page-size", "3", "--query", "events[].message"))!.AsArray().Select(line => line!.GetValue<string>());
        Assert.Equal(Enumerable.Range(0, 10).Where(i => i != 5).Select(i => $"line {i}"), lines);
        await SignedHttp.RefusedAsync("ResourceNotFoundException", () => sandbox.Logs()
            .FilterLogEventsAsync(new() { LogGroupName = "none" }, Stop));
    }

    [Fact]
    public async Task A_group_is_found_by_its_beginning_and_has_retention_and_tags()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var logs = sandbox.Logs();
        await logs.CreateLogGroupAsync(new() { LogGroupName = "/aws/lambda/f", Tags = new() { ["a"] = "1" } }, Stop);
        await SignedHttp.RefusedAsync("ResourceAlreadyExistsException",
            () => logs.CreateLogGroupAsync(new() { LogGroupName = "/aws/lambda/f" }, Stop));
        await SignedHttp.RefusedAsync("InvalidParameterException",
            () => logs.PutRetentionPolicyAsync(new() { LogGroupName = "/aws/lambda/f", RetentionInDays = 8 }, Stop));
        await logs.PutRetentionPolicyAsync(new() { LogGroupName = "/aws/lambda/f", RetentionInDays = 7 }, Stop);
        var group = Assert.Single((await logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = "/aws/" }, Stop)).LogGroups!);
        Assert.Equal((7, group.LogGroupArn + ":*"), (group.RetentionInDays, group.Arn));
        await sandbox.AwsCliAsync("logs", "tag-resource", "--resource-arn", group.LogGroupArn!, "--tags", "b=2");
        Assert.Equal(2, (await logs.ListTagsForResourceAsync(new() { ResourceArn = group.LogGroupArn }, Stop)).Tags!.Count);
        await logs.DeleteLogGroupAsync(new() { LogGroupName = "/aws/lambda/f" }, Stop);
        Assert.Empty((await logs.DescribeLogGroupsAsync(new(), Stop)).LogGroups!);
    }
}
