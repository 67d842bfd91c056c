using Amazon.Runtime;

namespace IoTLoad.Sandbox.Tests.Services;

public sealed class FaultInServicesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throttled_requests_are_refused_in_the_words_of_each_service()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        sandbox.Host.Faults.Current = new SandboxFaults { Throttle = 1 };
        Func<Task>[] calls =
        [
            () => sandbox.IoT().ListThingsAsync(new(), Stop),
            () => sandbox.Logs().DescribeLogGroupsAsync(new(), Stop),
            () => sandbox.CloudWatch().ListMetricsAsync(new(), Stop),
            () => sandbox.Iam().GetRoleAsync(new() { RoleName = "r" }, Stop),
            () => sandbox.Lambda().ListFunctionsAsync(new(), Stop),
        ];
        var codes = new List<string>();
        foreach (var call in calls)
        {
            codes.Add((await Assert.ThrowsAnyAsync<AmazonServiceException>(call)).ErrorCode);
        }

        Assert.Equal(["ThrottlingException", "ThrottlingException", "Throttling", "Throttling", "TooManyRequestsException"], codes);
        sandbox.Host.Faults.Current = new SandboxFaults();
        await sandbox.IoT().ListThingsAsync(new(), Stop);
    }

    [Fact]
    public async Task Latency_is_added_to_each_answer()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        sandbox.Host.Faults.Current = new SandboxFaults { Latency = TimeSpan.FromMilliseconds(300) };
        var began = TimeProvider.System.GetTimestamp();
        await iot.ListThingsAsync(new(), Stop);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(250));
    }
}
